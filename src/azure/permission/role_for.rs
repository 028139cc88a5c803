use std::fmt;

/// The command that a role is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RoleFor {
    /// `release`
    Release,
    /// `stage`
    Stage,
    /// `promote`
    Promote,
    /// `rollback`
    Rollback,
    /// `reconcile`
    Reconcile,
    /// `check`
    Check,
    /// `diff`
    Diff,
    /// `layer`
    Layer,
    /// `gc`
    Gc,
}

impl RoleFor {
    /// The one of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }

    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Release,
        Self::Stage,
        Self::Promote,
        Self::Rollback,
        Self::Reconcile,
        Self::Check,
        Self::Diff,
        Self::Layer,
        Self::Gc,
    ];

    /// The name of the command.
    pub fn name(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::Stage => "stage",
            Self::Promote => "promote",
            Self::Rollback => "rollback",
            Self::Reconcile => "reconcile",
            Self::Check => "check",
            Self::Diff => "diff",
            Self::Layer => "layer",
            Self::Gc => "gc",
        }
    }
}

impl fmt::Display for RoleFor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
