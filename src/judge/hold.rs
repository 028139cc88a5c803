use std::collections::BTreeMap;

use crate::record::{FunctionSet, disabling_names};

/// What is known of functions before a release is delivered.
#[derive(Debug, Clone, Copy, Default)]
pub struct KnownFunctions<'a> {
    /// All that the package lists; `None` where only its code declares them.
    pub packaged: Option<&'a [String]>,
    /// Those of them that no request starts.
    pub by_events: Option<&'a [String]>,
    /// Those that the slot lists; `None` where they could not be listed.
    pub slot: Option<&'a FunctionSet>,
    /// Those that production lists, which come into the slot by the swap.
    pub production: Option<&'a FunctionSet>,
}

/// The functions whose triggers are to be held in the slot: each that no request starts, on whichever side and in whichever content.
/// What the package says of a function counts for more than what a former content said, since it is what runs there next. A function
/// whose trigger is not told counts as one that no request starts. Names are compared without regard to case.
pub fn functions_to_hold(known: &KnownFunctions<'_>) -> Vec<String> {
    let listed = [known.slot, known.production].into_iter().flatten().flat_map(FunctionSet::by_events);
    let mut found: BTreeMap<String, String> =
        listed.map(|function| (function.name.to_lowercase(), function.name.clone())).collect();
    let is_in = |names: Option<&[String]>, name: &str| {
        names.is_some_and(|names| names.iter().any(|one| one.eq_ignore_ascii_case(name)))
    };
    if known.by_events.is_some() {
        found.retain(|_, name| !is_in(known.packaged, name) || is_in(known.by_events, name));
    }
    found.extend(known.by_events.unwrap_or_default().iter().map(|name| (name.to_lowercase(), name.clone())));
    found.into_values().collect()
}

/// The settings by which functions are held.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Holding {
    /// Those that are to be set to `true`.
    pub write: Vec<String>,
    /// Those that have to become slot settings, or they would be carried to production by the swap.
    pub sticky: Vec<String>,
}

impl Holding {
    /// Whether everything is held already.
    pub fn is_nothing(&self) -> bool {
        self.write.is_empty() && self.sticky.is_empty()
    }
}

/// What is still to be done so that these functions are held. A function that a setting switches off already, in either spelling, keeps
/// that setting; it only has to stay in the slot.
pub fn settings_to_hold(
    functions: &[String],
    is_on: impl Fn(&str) -> bool,
    is_sticky: impl Fn(&str) -> bool,
) -> Holding {
    let mut holding = Holding::default();
    for function in functions {
        let spellings = disabling_names(function);
        let on: Vec<&String> = spellings.iter().filter(|name| is_on(name)).collect();
        if on.is_empty() {
            holding.write.push(spellings[0].clone());
        }
        let names = if on.is_empty() { vec![&spellings[0]] } else { on };
        holding.sticky.extend(names.into_iter().filter(|name| !is_sticky(name)).cloned());
    }
    holding
}

/// The same for functions that are enabled all the same: the other spelling, where one is set that the host does not take.
pub fn settings_to_hold_again(functions: &[String], is_on: impl Fn(&str) -> bool) -> Vec<String> {
    let other = |function: &String| {
        let [usual, other] = disabling_names(function);
        if is_on(&usual) { other } else { usual }
    };
    functions.iter().map(other).collect()
}

/// The functions that no request starts and that are enabled, so that they take events.
pub fn live_triggers(functions: &FunctionSet) -> Vec<String> {
    functions.by_events().filter(|function| function.enabled).map(|function| function.name.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Function;
    use proptest::prelude::*;

    fn set(functions: &[(&str, &str)]) -> FunctionSet {
        FunctionSet::new(functions.iter().map(|(name, trigger)| Function {
            name: (*name).to_owned(),
            trigger: (*trigger).to_owned(),
            enabled: true,
            connection: None,
            entity: None,
            bindings: Vec::new(),
        }))
    }

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn all_that_no_request_starts_is_held_wherever_it_is_known_from() {
        let (slot, production) =
            (set(&[("Old", "timerTrigger"), ("Ask", "httpTrigger")]), set(&[("Take", "queueTrigger")]));
        let (packaged, by_events) = (names(&["New", "Show"]), names(&["New"]));
        let known = KnownFunctions {
            packaged: Some(&packaged),
            by_events: Some(&by_events),
            slot: Some(&slot),
            production: Some(&production),
        };
        assert_eq!(functions_to_hold(&known), ["New", "Old", "Take"]);
        let listed_only = KnownFunctions { packaged: None, by_events: None, ..known };
        assert_eq!(functions_to_hold(&listed_only), ["Old", "Take"]);
        assert_eq!(functions_to_hold(&KnownFunctions::default()), [""; 0]);
    }

    #[test]
    fn a_function_that_requests_start_in_the_package_is_not_held_whatever_started_it_before() {
        let production = set(&[("take", "queueTrigger"), ("Untold", "")]);
        let packaged = names(&["Take"]);
        let known = KnownFunctions {
            packaged: Some(&packaged),
            by_events: Some(&[]),
            slot: None,
            production: Some(&production),
        };
        assert_eq!(functions_to_hold(&known), ["Untold"]);
    }

    #[test]
    fn what_a_setting_switches_off_already_only_has_to_stay() {
        let functions = names(&["A", "B", "C"]);
        let on = ["AzureWebJobs__A__Disabled", "AzureWebJobs.B.Disabled"];
        let sticky = ["AzureWebJobs.B.Disabled"];
        let holding = settings_to_hold(&functions, |name| on.contains(&name), |name| sticky.contains(&name));
        assert_eq!(holding.write, ["AzureWebJobs.C.Disabled"]);
        assert_eq!(holding.sticky, ["AzureWebJobs__A__Disabled", "AzureWebJobs.C.Disabled"]);
    }

    #[test]
    fn where_the_usual_spelling_has_no_effect_the_other_is_tried() {
        let functions = names(&["A", "B"]);
        let again = settings_to_hold_again(&functions, |name| name == "AzureWebJobs.A.Disabled");
        assert_eq!(again, ["AzureWebJobs__A__Disabled", "AzureWebJobs.B.Disabled"]);
    }

    proptest! {
        /// Whatever is set and sticky before: after it each function is off by a setting, and none of these would travel.
        #[test]
        fn after_it_each_function_is_off_and_no_setting_would_travel(
            functions in proptest::collection::btree_set("[A-C]", 0..4), on in any::<[bool; 6]>(), sticky in any::<[bool; 6]>()
        ) {
            let functions: Vec<String> = functions.into_iter().collect();
            let all: Vec<String> = ["A", "B", "C"].iter().flat_map(|one| disabling_names(one)).collect();
            let holds = |bits: [bool; 6]| {
                let all = all.clone();
                move |name: &str| all.iter().position(|one| one == name).is_some_and(|at| bits[at])
            };
            let (is_on, is_sticky) = (holds(on), holds(sticky));
            let holding = settings_to_hold(&functions, &is_on, &is_sticky);
            for function in &functions {
                let spellings = disabling_names(function);
                let off = |name: &&String| is_on(name) || holding.write.contains(name);
                prop_assert!(spellings.iter().any(|name| off(&name)));
                for name in spellings.iter().filter(off) {
                    prop_assert!(is_sticky(name) || holding.sticky.contains(name));
                }
            }
            let written = |name: &str| is_on(name) || holding.write.iter().any(|one| one == name);
            let stays = |name: &str| is_sticky(name) || holding.sticky.iter().any(|one| one == name);
            prop_assert!(settings_to_hold(&functions, written, stays).is_nothing(), "a second time there is nothing to do");
        }
    }
}
