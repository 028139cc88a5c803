use super::{RoleFor, Ways, When};

/// Who has this can give itself every right: no role that is printed has it. An identity that is to give roles gets it by hand.
pub(super) const GIVES_RIGHTS: &str = "Microsoft.Authorization/roleAssignments/write";

/// On which resource an action is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum On {
    /// Production.
    Production,
    /// The slot.
    Slot,
    /// Production and the slot.
    BothSides,
    /// The hosting plan.
    Plan,
    /// Application Insights of production.
    Component,
    /// The resource group.
    Group,
    /// The container of packages.
    Container,
    /// The subscription.
    Subscription,
}

/// What a command can do without an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Without {
    /// It does not succeed.
    Stops,
    /// It does what it is for, and knows or proves less: this, as a clause. What takes a release back may then end with a person who
    /// has to look.
    Less(&'static str),
}

/// What an action is needed for.
#[derive(Debug, Clone, Copy)]
pub struct Need {
    /// By which commands.
    pub by: &'static [RoleFor],
    /// When.
    pub when: When,
    /// For what, as an infinitive.
    pub to: &'static str,
    /// What is without it.
    pub without: Without,
}

/// An action of Azure, and what it is needed for.
#[derive(Debug, Clone, Copy)]
pub struct Permission {
    /// In Azure's words.
    pub action: &'static str,
    /// Whether Azure counts it among the data actions of a role.
    pub is_of_data: bool,
    /// Where.
    pub on: On,
    /// Another action by which the same can be done.
    pub instead: Option<&'static str>,
    /// The requests that need it.
    pub asked_by: &'static [&'static str],
    /// Why; never empty.
    pub needs: &'static [Need],
}

impl On {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Production => "production",
            Self::Slot => "the slot",
            Self::BothSides => "production and the slot",
            Self::Plan => "the plan",
            Self::Component => "Application Insights of production",
            Self::Group => "the resource group",
            Self::Container => "the container of packages",
            Self::Subscription => "the subscription",
        }
    }
}

impl Permission {
    /// Those of its needs that this command has in these ways.
    pub fn needs_of(&self, command: RoleFor, ways: &Ways) -> impl Iterator<Item = &'static Need> {
        self.needs.iter().filter(move |need| need.by.contains(&command) && ways.hold(need.when))
    }

    /// What the command lacks without it, the worst first; `None`: it needs it not.
    pub fn without(&self, command: RoleFor, ways: &Ways) -> Option<Without> {
        let mut needs: Vec<Without> = self.needs_of(command, ways).map(|need| need.without).collect();
        needs.sort_by_key(|without| *without != Without::Stops);
        needs.first().copied()
    }
}
