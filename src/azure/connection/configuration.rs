use std::collections::{BTreeMap, BTreeSet};

use super::endpoint::{endpoints, endpoints_of_group, is_reference};
use crate::azure::AppSettings;
use crate::record::Function;

/// Where a host keeps its locks, keys and state.
pub const HOST_STORAGE: &str = "AzureWebJobsStorage";

/// What the Functions host of one side reads its connections from.
#[derive(Clone, Copy)]
pub struct Configuration<'a> {
    /// The app settings.
    pub settings: &'a AppSettings,
    /// The connection strings, read as settings.
    pub strings: &'a AppSettings,
}

/// Whether a function takes its events from one place on both sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sharing {
    /// It does.
    Same,
    /// It takes them from different places, or has nowhere to take them from on one side.
    Different,
    /// That cannot be seen from here; why.
    Untold(String),
}

/// Whether the connection of a function's trigger is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Connected {
    /// It is set.
    Yes,
    /// Nothing of its name is set; the name.
    No(String),
    /// That cannot be seen from here; why.
    Untold(String),
}

/// Where a connection leads.
pub(super) enum Place {
    /// Nothing of this name is set.
    Absent,
    /// A value, or a group of identity-based settings, as it stands there, and where it leads, if that shows.
    Set { text: String, leads_to: Option<BTreeSet<String>> },
}

impl Configuration<'_> {
    /// Compares where `function` takes its events from here with where it takes them from on the `other` side.
    ///
    /// The host looks for the connection's name behind `AzureWebJobs` first and then for the bare name, each among the
    /// connection strings first and then among the settings (`GetWebJobsConnectionStringSection` of the WebJobs SDK); a
    /// name in percent signs stands for the value of a setting.
    pub fn shares_events(&self, other: &Self, function: &Function) -> Sharing {
        let Some(connection) = &function.connection else {
            return Sharing::Untold("its trigger names no connection that is known here".to_owned());
        };
        let trigger = function.trigger.as_str();
        match sharing(self.place(connection, trigger), other.place(connection, trigger), connection) {
            Sharing::Same if self.entity_differs(other, function) => Sharing::Different,
            sharing => sharing,
        }
    }

    /// Whether the connection of the function's trigger is set. The host starts no listener for one that is not, and says so
    /// only in its log.
    pub fn connects(&self, function: &Function) -> Connected {
        let Some(connection) = &function.connection else {
            return Connected::Untold("its trigger names no connection that is known here".to_owned());
        };
        match (self.place(connection, &function.trigger), self.names_a_reference(connection)) {
            (Place::Set { .. }, _) => Connected::Yes,
            (Place::Absent, true) => Connected::Untold(format!("the name `{connection}` is given by reference")),
            (Place::Absent, false) => Connected::No(connection.clone()),
        }
    }

    /// Whether the hosts of two sides keep what is theirs in one storage account.
    pub fn shares_host_storage(&self, other: &Self) -> Sharing {
        sharing(self.place(HOST_STORAGE, ""), other.place(HOST_STORAGE, ""), HOST_STORAGE)
    }

    /// The names of the settings, and of the connection strings, that decide where this function takes its events from here.
    pub fn names_behind(&self, function: &Function) -> BTreeSet<String> {
        let texts = [&function.connection, &function.entity];
        let in_percent = texts.into_iter().flatten().flat_map(|text| text.split('%').skip(1).step_by(2));
        let mut names: BTreeSet<String> = in_percent.map(str::to_owned).collect();
        let connection = function.connection.as_deref().and_then(|connection| self.resolved(connection));
        for name in connection.iter().flat_map(|name| [format!("AzureWebJobs{name}"), name.clone()]) {
            let is_of_it = |known: &&str| {
                let rest = known
                    .get(..name.len())
                    .filter(|head| head.eq_ignore_ascii_case(&name))
                    .map(|_| &known[name.len()..]);
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with("__") || rest.starts_with(':'))
            };
            names.extend(self.settings.names().chain(self.strings.names()).filter(is_of_it).map(str::to_owned));
        }
        names
    }

    fn names_a_reference(&self, text: &str) -> bool {
        text.split('%').skip(1).step_by(2).any(|name| self.settings.value(name).is_some_and(is_reference))
    }

    /// Two names of a queue in one account are two places. What one side does not set is no name.
    fn entity_differs(&self, other: &Self, function: &Function) -> bool {
        let Some(entity) = &function.entity else { return false };
        match (self.resolved(entity), other.resolved(entity)) {
            (Some(mine), Some(others)) => !mine.eq_ignore_ascii_case(&others),
            // Nothing is listened to under a name that is not set.
            _ => self.lacks_part_of(entity) != other.lacks_part_of(entity),
        }
    }

    /// Whether a setting in percent signs is not there.
    fn lacks_part_of(&self, text: &str) -> bool {
        text.split('%').skip(1).step_by(2).any(|name| self.settings.value(name).is_none())
    }

    /// Where this connection leads a trigger of this type.
    pub(super) fn place(&self, connection: &str, trigger: &str) -> Place {
        let Some(name) = self.resolved(connection) else { return Place::Absent };
        let found = [format!("AzureWebJobs{name}"), name.clone()].iter().find_map(|name| self.at(name));
        match found {
            Some(place) => place,
            // The list of brokers may stand in the binding itself.
            None if trigger.eq_ignore_ascii_case("kafkaTrigger") => {
                Place::Set { leads_to: endpoints(&name), text: name }
            }
            None => Place::Absent,
        }
    }

    fn at(&self, name: &str) -> Option<Place> {
        let text = self.strings.value(name).or_else(|| self.settings.value(name)).filter(|text| !text.is_empty());
        if let Some(text) = text {
            return Some(Place::Set { leads_to: endpoints(text), text: text.to_owned() });
        }
        let group: BTreeMap<String, String> = self.settings.group(name);
        if group.is_empty() {
            return None;
        }
        let text = group.iter().map(|(suffix, value)| format!("{suffix}={value}\n")).collect();
        Some(Place::Set { leads_to: endpoints_of_group(&group), text })
    }

    /// A text of a binding with the values of settings in place of names in percent signs; `None` when one is not set, or
    /// its value is a reference.
    pub fn resolved(&self, text: &str) -> Option<String> {
        let mut done = String::new();
        for (index, part) in text.split('%').enumerate() {
            match index % 2 {
                0 => done += part,
                _ => done += self.settings.value(part).filter(|value| !is_reference(value))?,
            }
        }
        Some(done)
    }
}

/// Whether the connection of this name leads to one place on both sides.
pub(super) fn sharing(mine: Place, others: Place, connection: &str) -> Sharing {
    let (Place::Set { text, leads_to }, Place::Set { text: other_text, leads_to: other_leads_to }) = (mine, others)
    else {
        return Sharing::Different;
    };
    let is_one_place = text == other_text
        || matches!((&leads_to, &other_leads_to), (Some(one), Some(other)) if !one.is_disjoint(other));
    match (is_one_place, leads_to, other_leads_to) {
        (true, ..) => Sharing::Same,
        (false, Some(_), Some(_)) => Sharing::Different,
        (false, ..) => Sharing::Untold(format!("where the connection `{connection}` leads is not seen from its value")),
    }
}
