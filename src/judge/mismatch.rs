use crate::record::Code;

/// One thing that is not as the ticket says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// What it is called.
    pub code: Code,
    /// In one clause.
    pub says: String,
}

/// What keeps a ticket valid, over facts of one kind.
pub(super) struct Rule<F> {
    pub code: Code,
    /// What breaks it, in one clause.
    pub broken: fn(&F) -> Option<String>,
}

/// The rules that these facts break, in their order.
pub(super) fn broken<F>(rules: impl IntoIterator<Item = Rule<F>>, facts: &F) -> Vec<Mismatch> {
    let broken = |rule: Rule<F>| Some(Mismatch { says: (rule.broken)(facts)?, code: rule.code });
    rules.into_iter().filter_map(broken).collect()
}
