use super::look_rule::{LookRule, Signal};
use crate::record::Basis;

/// The critical probes that are asked of production.
pub(super) const PROBES: LookRule = LookRule {
    id: "probes",
    mode: |spec| spec.probes,
    applies: |rules| rules.has_critical_probes,
    carries: Basis::Probes,
    see: |tick| match (tick.probes_failed.first(), tick.probes_unasked.first()) {
        (Some(failed), _) => Signal::Bad(failed.clone()),
        (None, Some(unasked)) => Signal::Unmeasured(format!("the probe `{unasked}` could not be asked")),
        (None, None) if tick.probes_passed > 0 && tick.probes_as_before.is_empty() => Signal::Good,
        (None, None) => match tick.probes_as_before.first() {
            Some(wrong) => Signal::Neither(format!("{wrong}; it was down before the swap as well")),
            None => Signal::Neither("no probe was asked".to_owned()),
        },
    },
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::watch::tests::good;
    use crate::record::Tick;

    #[test]
    fn probes_are_good_only_where_one_was_asked_and_none_was_down_before() {
        assert_eq!((PROBES.see)(&good(60)), Signal::Good);
        let none = Tick { probes_passed: 0, ..good(60) };
        assert_eq!((PROBES.see)(&none), Signal::Neither("no probe was asked".into()));
        let down = Tick { probes_as_before: vec!["health: 500".into()], ..good(60) };
        let says = "health: 500; it was down before the swap as well";
        assert_eq!((PROBES.see)(&down), Signal::Neither(says.into()));
    }
}
