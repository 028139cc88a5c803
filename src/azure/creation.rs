use std::collections::BTreeMap;

/// The tag on a slot that slot-deploy made.
const TAG: &str = "slot-deploy-slot";

/// How a slot stands that slot-deploy made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Creation {
    /// It was begun by this release, and may lack what a slot needs.
    Begun(String),
    /// It was completed.
    Complete(String),
}

impl Creation {
    /// What tags say; `None`: somebody else made it.
    pub(super) fn of(tags: &BTreeMap<String, String>) -> Option<Self> {
        let said = &tags.iter().find(|(name, _)| name.eq_ignore_ascii_case(TAG))?.1;
        let (how, release) = said.split_once(' ')?;
        match how {
            "begun-by" => Some(Self::Begun(release.to_owned())),
            "created-by" => Some(Self::Complete(release.to_owned())),
            _ => None,
        }
    }

    /// As a tag.
    pub(super) fn tag(&self) -> (String, String) {
        let said = match self {
            Self::Begun(release) => format!("begun-by {release}"),
            Self::Complete(release) => format!("created-by {release}"),
        };
        (TAG.to_owned(), said)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_read_as_it_was_written_and_any_other_is_somebody_elses() {
        for creation in [Creation::Begun("r 1".to_owned()), Creation::Complete("r".to_owned())] {
            assert_eq!(Creation::of(&BTreeMap::from([creation.tag()])), Some(creation));
        }
        for said in ["", "begun-by", "mine r"] {
            assert_eq!(Creation::of(&BTreeMap::from([(TAG.to_owned(), said.to_owned())])), None, "{said}");
        }
        assert_eq!(Creation::of(&BTreeMap::new()), None);
    }
}
