use crate::record::FunctionSet;

/// What is known about the functions of a slot after a delivery.
#[derive(Debug, Clone, Default)]
pub struct FunctionFacts {
    /// What the control plane lists now.
    pub listed: FunctionSet,
    /// The functions that the package lists; `None` when it lists none (functions declared in code).
    pub packaged: Option<Vec<String>>,
    /// What the slot listed before the delivery.
    pub slot_before: Option<FunctionSet>,
    /// What production lists.
    pub production: Option<FunctionSet>,
}

/// The result for a listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FunctionsVerdict {
    /// All there.
    Complete,
    /// None is listed: the host is up and serves nothing.
    Empty,
    /// The package holds functions that are not listed.
    Missing(Vec<String>),
    /// Functions that were there before are not listed, and the package does not say whether they
    /// should be: a new sync may bring them, or they were removed on purpose.
    Fewer(Vec<String>),
}

/// Judges a listing. Without functions the home page still answers 200 (facts: functions-host), so the listing decides.
pub fn judge_functions(facts: &FunctionFacts) -> FunctionsVerdict {
    if facts.listed.is_empty() {
        return FunctionsVerdict::Empty;
    }
    if let Some(packaged) = &facts.packaged {
        let missing: Vec<String> = packaged.iter().filter(|name| !facts.listed.contains(name)).cloned().collect();
        return if missing.is_empty() { FunctionsVerdict::Complete } else { FunctionsVerdict::Missing(missing) };
    }
    let mut fewer: Vec<String> = [&facts.slot_before, &facts.production]
        .into_iter()
        .flatten()
        .flat_map(|set| set.missing_from(&facts.listed))
        .collect();
    fewer.sort();
    fewer.dedup();
    if fewer.is_empty() { FunctionsVerdict::Complete } else { FunctionsVerdict::Fewer(fewer) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Function;
    use proptest::prelude::*;

    fn set(names: &[&str]) -> FunctionSet {
        FunctionSet::new(names.iter().map(|name| Function {
            name: (*name).to_owned(),
            trigger: "timerTrigger".into(),
            enabled: true,
            connection: None,
            entity: None,
            bindings: Vec::new(),
        }))
    }

    #[test]
    fn a_listing_without_functions_never_passes() {
        assert_eq!(judge_functions(&FunctionFacts::default()), FunctionsVerdict::Empty);
    }

    #[test]
    fn the_package_decides_when_it_lists_its_functions() {
        let facts = FunctionFacts {
            listed: set(&["a"]),
            packaged: Some(vec!["a".into(), "b".into()]),
            ..FunctionFacts::default()
        };
        assert_eq!(judge_functions(&facts), FunctionsVerdict::Missing(vec!["b".into()]));
        let removed_on_purpose =
            FunctionFacts { packaged: Some(vec!["A".into()]), production: Some(set(&["a", "old"])), ..facts };
        assert_eq!(judge_functions(&removed_on_purpose), FunctionsVerdict::Complete);
    }

    #[test]
    fn without_a_list_in_the_package_fewer_than_before_is_suspicious() {
        let facts = FunctionFacts {
            listed: set(&["a"]),
            slot_before: Some(set(&["a", "b"])),
            production: Some(set(&["b", "c"])),
            packaged: None,
        };
        assert_eq!(judge_functions(&facts), FunctionsVerdict::Fewer(vec!["b".into(), "c".into()]));
    }

    fn any_names() -> impl Strategy<Value = Vec<&'static str>> {
        proptest::sample::subsequence(vec!["a", "b", "c"], 0..=3)
    }

    proptest! {
        #[test]
        fn a_listing_is_never_complete_while_a_known_function_is_missing(
            listed in any_names(), packaged in proptest::option::of(any_names()), production in any_names()
        ) {
            let wanted = packaged.as_ref().unwrap_or(&production);
            let all = !listed.is_empty() && wanted.iter().all(|name| listed.contains(name));
            let facts = FunctionFacts {
                listed: set(&listed),
                packaged: packaged.as_ref().map(|names| names.iter().map(|name| (*name).to_owned()).collect()),
                production: Some(set(&production)),
                slot_before: None,
            };
            prop_assert_eq!(judge_functions(&facts) == FunctionsVerdict::Complete, all);
        }
    }
}
