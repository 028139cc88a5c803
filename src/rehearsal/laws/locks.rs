//! Management locks. A read-only lock also blocks requests that only read by POST, such as listing keys or settings
//! (facts: arm-limits: seen for storage keys; that it holds for sites is inferred).

use crate::state::Lock;

/// What a request would do, in the words of the refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// A GET.
    Read,
    /// A DELETE.
    Delete,
    /// Everything else.
    Write,
}

/// Whether a lock on `scope` holds for what has this id: it does for itself and all that is below it.
pub fn holds(scope: &str, id: &str) -> bool {
    let (scope, id) = (scope.to_lowercase(), id.to_lowercase());
    id.strip_prefix(&scope).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The word for what a lock refuses; `None` when it lets the request through.
pub fn refuses(lock: Option<Lock>, deed: Deed) -> Option<&'static str> {
    match (lock, deed) {
        (None, _) | (_, Deed::Read) | (Some(Lock::CanNotDelete), Deed::Write) => None,
        (Some(_), Deed::Delete) => Some("delete"),
        (Some(Lock::ReadOnly), Deed::Write) => Some("write"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_holds_for_all_below_its_scope_and_not_for_what_only_begins_alike() {
        assert!(holds("/subscriptions/s/resourceGroups/g", "/subscriptions/S/resourcegroups/G/providers/p/sites/a"));
        assert!(holds("/subscriptions/s", "/subscriptions/s"));
        assert!(!holds("/subscriptions/s/resourceGroups/g", "/subscriptions/s/resourceGroups/g2"));
    }

    #[test]
    fn a_lock_against_deletion_lets_everything_else_through_and_a_read_only_one_nothing_but_reads() {
        let all = [Deed::Read, Deed::Write, Deed::Delete];
        assert_eq!(all.map(|deed| refuses(None, deed)), [None; 3]);
        assert_eq!(all.map(|deed| refuses(Some(Lock::CanNotDelete), deed)), [None, None, Some("delete")]);
        assert_eq!(all.map(|deed| refuses(Some(Lock::ReadOnly), deed)), [None, Some("write"), Some("delete")]);
    }
}
