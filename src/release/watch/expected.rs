use crate::record::{ContentIdentity, Function, FunctionSet};

/// The expected state of production.
#[derive(Debug, Clone, PartialEq)]
pub struct Expected {
    /// The content.
    pub content: ContentIdentity,
    /// Its functions; empty when unknown, and then none is missed.
    pub functions: FunctionSet,
    /// Those of them that were held in the slot and that production has to run: the swap itself gives them back.
    pub held: Vec<String>,
}

impl Expected {
    /// The functions that were held in the slot and that production lists as switched off.
    pub fn left_off(&self, listed: &FunctionSet) -> Vec<String> {
        let is_held = |function: &Function| self.held.iter().any(|held| function.is_named(held));
        let off = listed.iter().filter(|function| !function.enabled && is_held(function));
        off.map(|function| function.name.clone()).collect()
    }
}

/// The functions that were held in the slot, without those that production had switched off before.
pub(in crate::release) fn held_by_the_slot_alone(held: &[String], before: Option<&FunctionSet>) -> Vec<String> {
    let was_off = |name: &String| {
        before.is_some_and(|before| before.iter().any(|function| function.is_named(name) && !function.enabled))
    };
    held.iter().filter(|name| !was_off(name)).cloned().collect()
}
