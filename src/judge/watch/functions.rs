use super::look_rule::{LookRule, Signal};
use crate::record::Basis;

/// All functions of the release are still listed.
pub(super) const FUNCTIONS: LookRule = LookRule {
    id: "functions",
    mode: |spec| spec.functions,
    applies: |_| true,
    carries: Basis::Host,
    see: |tick| match &tick.functions_lost {
        Some(lost) if lost.is_empty() => Signal::Good,
        Some(lost) => Signal::Bad(format!("production lost the functions {}", lost.join(", "))),
        None => Signal::Unmeasured("the functions of production could not be listed".to_owned()),
    },
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::watch::tests::good;
    use crate::record::Tick;

    #[test]
    fn a_lost_function_is_bad_and_is_named() {
        let lost = Tick { functions_lost: Some(vec!["orders".into()]), ..good(60) };
        assert_eq!((FUNCTIONS.see)(&lost), Signal::Bad("production lost the functions orders".into()));
        assert_eq!((FUNCTIONS.see)(&good(60)), Signal::Good);
    }
}
