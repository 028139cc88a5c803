use crate::azure::RoleFor;

/// The commands of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Command {
    /// Release an app.
    Release,
    /// Deploy a release to the slot only.
    Stage,
    /// Swap a staged release into production.
    Promote,
    /// Roll production back.
    Rollback,
    /// Finish or report the release of a lost run.
    Reconcile,
    /// Say whether a release would start.
    Check,
    /// Compare the settings of the configuration and of both sides.
    Diff,
    /// Say what production and the slot run.
    Status,
    /// Say whether a layer stands for the dependencies.
    Layer,
    /// Delete packages that nothing needs.
    Gc,
    /// Make a package.
    Pack,
    /// Release on the simulated world.
    Rehearse,
    /// Serve the simulated world.
    Simulate,
    /// Say what a code means.
    Explain,
    /// Print what the configuration comes to.
    Config,
    /// Print the schema of the configuration.
    Schema,
}

impl Command {
    /// All of them.
    pub const ALL: [Command; 16] = [
        Self::Release,
        Self::Stage,
        Self::Promote,
        Self::Rollback,
        Self::Reconcile,
        Self::Check,
        Self::Diff,
        Self::Status,
        Self::Layer,
        Self::Gc,
        Self::Pack,
        Self::Rehearse,
        Self::Simulate,
        Self::Explain,
        Self::Config,
        Self::Schema,
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::Stage => "stage",
            Self::Promote => "promote",
            Self::Rollback => "rollback",
            Self::Reconcile => "reconcile",
            Self::Check => "check",
            Self::Diff => "diff",
            Self::Status => "status",
            Self::Layer => "layer",
            Self::Gc => "gc",
            Self::Pack => "pack",
            Self::Rehearse => "rehearse",
            Self::Simulate => "simulate",
            Self::Explain => "explain",
            Self::Config => "config",
            Self::Schema => "schema",
        }
    }

    /// What it does, in one clause.
    pub fn help(self) -> &'static str {
        match self {
            Self::Stage => "deploy to the slot, prove and probe it, and write a ticket for `promote`",
            Self::Promote => {
                "take a ticket, compare it with Azure's current state, swap, verify, watch production, roll back if needed"
            }
            Self::Release => "deploy to the slot, prove and probe it, swap, verify, and watch production",
            Self::Rollback => "roll production back to what it served before its last swap, verified",
            Self::Reconcile => "finish or report a release whose run was cancelled, killed or lost",
            Self::Check => {
                "say whether a release would start, with all that stops it, and what it would do; changes nothing"
            }
            Self::Diff => {
                "compare the app settings of the configuration, of the slot and of production, and of another environment, by name and never by \
                 value; changes nothing"
            }
            Self::Status => {
                "say what production and the slot run, by which release and since when, with the newest releases and what contradicts \
                 them; changes nothing"
            }
            Self::Layer => {
                "say whether the container of packages has the dependencies of the app, so that they need not be installed"
            }
            Self::Gc => "list what no app needs of the container of packages, or delete it",
            Self::Pack => "make the package of a folder and print its digest",
            Self::Rehearse => "the whole release against a simulated Azure and GitHub, with faults on request",
            Self::Simulate => "serve the simulated Azure and GitHub on a loopback port, for other clients",
            Self::Explain => {
                "say what a code, a check or an outcome means, and what to do; without a name, list them all"
            }
            Self::Config => {
                "print what `slot-deploy.yml` and the inputs come to, each value with the line or input that it came from"
            }
            Self::Schema => "print the JSON Schema of `slot-deploy.yml`, for editors",
        }
    }

    /// Whose role it needs; `None`: it asks nothing of Azure.
    pub fn role(self) -> Option<RoleFor> {
        match self {
            // It reads what a check reads, and less.
            Self::Status => Some(RoleFor::Check),
            command => RoleFor::named(command.name()),
        }
    }

    /// Whether it can be a step of a workflow.
    pub fn is_for_actions(self) -> bool {
        !matches!(self, Self::Pack | Self::Simulate | Self::Explain)
    }
}
