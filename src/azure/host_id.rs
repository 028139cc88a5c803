use super::connection::endpoint::is_reference;
use super::{AppSettings, SiteRef};

/// A host has no longer one.
const LONGEST: usize = 32;
const GIVEN: &str = "AzureFunctionsWebHost__hostid";

/// The id by which hosts of one storage account tell themselves apart (facts: functions-host).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostId {
    /// The id.
    pub id: String,
    /// Whether it is a name that was cut. Only such a host looks for another one with its id, and stops where there is one.
    pub is_cut: bool,
}

impl HostId {
    /// The id that a side has when no setting gives it one: its name, or that of its app and its own, cut.
    pub fn by_default(at: &SiteRef) -> Self {
        Self::named(at.app.name.as_str(), at.slot.as_ref().map(|slot| slot.as_str()))
    }

    /// The same of a slot by its name.
    pub fn of_slot(at: &SiteRef, slot: &str) -> Self {
        Self::named(at.app.name.as_str(), Some(slot))
    }

    fn named(app: &str, slot: Option<&str>) -> Self {
        let whole = slot.map_or_else(|| app.to_owned(), |slot| format!("{app}-{slot}"));
        let id: String = whole.chars().take(LONGEST).collect();
        Self { id: id.trim_end_matches('-').to_lowercase(), is_cut: whole.chars().count() > LONGEST }
    }

    /// One that is not cut, for a side that is in the way of another.
    pub fn proposed(at: &SiteRef) -> String {
        Self::named(at.slot_name(), Some(at.app.name.as_str())).id
    }
}

impl AppSettings {
    /// The id that hosts on this side have; `None` when it is given by reference.
    pub fn host_id(&self, at: &SiteRef) -> Option<HostId> {
        let given = [GIVEN.to_owned(), GIVEN.replace("__", ":")].iter().find_map(|name| self.value(name));
        match given {
            Some(reference) if is_reference(reference) => None,
            Some(id) => Some(HostId { id: id.to_owned(), is_cut: false }),
            None => Some(HostId::by_default(at)),
        }
    }

    /// Whether hosts on this side only warn of another one with their id.
    pub fn only_warns_of_host_ids(&self) -> bool {
        self.value("FUNCTIONS_HOSTID_CHECK_LEVEL").is_some_and(|level| level.eq_ignore_ascii_case("Warning"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_the_name_in_lower_case_cut_to_thirty_two_characters_without_a_hyphen_at_its_end() {
        let id = |app: &str, slot| HostId::named(app, slot);
        assert_eq!(id("Shop-Orders", Some("Staging")), HostId { id: "shop-orders-staging".to_owned(), is_cut: false });
        let long = "a".repeat(31);
        assert_eq!(id(&long, Some("staging")), HostId { id: long.clone(), is_cut: true });
        assert_eq!(id(&"a".repeat(40), Some("staging")), id(&"a".repeat(40), None));
    }
}
