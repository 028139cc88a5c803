use std::fmt;

use super::SideFact;

/// One thing that is read before anything is changed. What a check looks at is declared in its
/// [`About`](super::About), and only what is declared is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fact {
    /// One of production.
    Production(SideFact),
    /// The same of the slot.
    Slot(SideFact),
    /// The hosting plan.
    Plan,
    /// The names of the app's slots; a release lists them only when its slot is not there.
    SlotNames,
    /// What the app's other slots say of versions that move; asked only where the swap migrates the Functions host.
    OtherSlots,
    /// The names of the sticky settings.
    StickySettings,
    /// What this identity may do with the container of packages.
    PackageAccess,
    /// Which of the identities of both sides may read that container.
    PackageReaders,
    /// What the identities of both sides may do with the data that they open; asked only where they open some.
    ConnectionRoles,
    /// The job or the machine that this runs on.
    Job,
    /// The workflow file of this run, in the checkout.
    WorkflowFile,
    /// The working tree of git, on a person's machine.
    WorkingTree,
    /// Files of the checkout by which other tools describe the app.
    Infrastructure,
    /// The protection of the job's environment.
    Environment,
    /// The rules of the branch that is released.
    BranchRules,
    /// The checks of the commit that is released.
    CommitChecks,
}

impl Fact {
    /// The action without which it cannot be read; `None`: it takes none, or one of several.
    pub fn action(self) -> Option<String> {
        match self {
            Self::Production(fact) => fact.action("Microsoft.Web/sites"),
            Self::Slot(fact) => fact.action("Microsoft.Web/sites/slots"),
            Self::Plan => Some("Microsoft.Web/serverfarms/Read".to_owned()),
            Self::SlotNames => Some("Microsoft.Web/sites/slots/Read".to_owned()),
            Self::OtherSlots => Some("Microsoft.Web/sites/slots/config/list/Action".to_owned()),
            Self::StickySettings => Some("Microsoft.Web/sites/config/Read".to_owned()),
            Self::PackageAccess => None,
            Self::PackageReaders | Self::ConnectionRoles => {
                Some("Microsoft.Authorization/roleAssignments/read".to_owned())
            }
            Self::Job | Self::WorkflowFile | Self::WorkingTree | Self::Infrastructure | Self::BranchRules => None,
            // Permissions of the job's token.
            Self::Environment => Some("actions: read".to_owned()),
            Self::CommitChecks => Some("checks: read".to_owned()),
        }
    }
}

impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Production(fact) => return f.write_str(&fact.words("production")),
            Self::Slot(fact) => return f.write_str(&fact.words("the slot")),
            Self::Plan => "the hosting plan",
            Self::SlotNames => "the names of the slots; in a release only when its slot is not there",
            Self::OtherSlots => "the settings of the app's other slots, where the swap migrates the Functions host",
            Self::StickySettings => "the names of the sticky settings",
            Self::PackageAccess => "this identity's access to the container of packages",
            Self::ConnectionRoles => "the roles of both sides' identities on what they open",
            Self::PackageReaders => "who may read the container of packages",
            Self::Job => "the job or machine that this runs on",
            Self::WorkflowFile => "the workflow file of this run, in the checkout",
            Self::WorkingTree => "git's working tree, on a person's machine",
            Self::Infrastructure => "files of Terraform, Bicep, ARM and azd in the checkout",
            Self::Environment => "the protection of the job's environment",
            Self::BranchRules => "the rules of the branch that is released",
            Self::CommitChecks => "the checks of the commit that is released",
        })
    }
}
