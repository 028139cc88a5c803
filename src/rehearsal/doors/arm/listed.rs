//! Which lists a subscription and a group have (facts: arm-calls; docs: Web Apps, App Service Plans, Resources, Resource Groups and
//! Subscriptions of the REST reference).

/// What a path asks to list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Listed {
    /// The subscription.
    pub subscription: String,
    /// Only of this group.
    pub group: Option<String>,
    /// What.
    pub what: What,
}

/// What is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum What {
    /// Apps.
    Sites,
    /// Plans.
    Plans,
    /// The apps of a plan.
    SitesOfPlan(String),
    /// Application Insights components.
    Components,
    /// Log Analytics workspaces.
    Workspaces,
    /// User-assigned identities.
    Identities,
    /// Resources of every type.
    Resources,
    /// Resource groups.
    Groups,
    /// Regions.
    Locations,
    /// Regions of apps.
    GeoRegions,
    /// Languages of Functions.
    Stacks,
    /// Resource providers.
    Providers,
}

impl Listed {
    /// Reads a path; `lower` are its parts in lower case.
    pub(super) fn of(segments: &[String], lower: &[&str]) -> Option<Self> {
        let (group, rest) = match lower {
            ["subscriptions", _, "resourcegroups", _, rest @ ..] => (segments.get(3).cloned(), rest),
            ["subscriptions", _, rest @ ..] => (None, rest),
            _ => return None,
        };
        let what = match (rest, &group) {
            (["providers", "microsoft.web", "sites"], _) => What::Sites,
            (["providers", "microsoft.web", "serverfarms"], _) => What::Plans,
            (["providers", "microsoft.web", "serverfarms", _, "sites"], Some(_)) => {
                What::SitesOfPlan(segments.get(7)?.clone())
            }
            (["providers", "microsoft.insights", "components"], _) => What::Components,
            (["providers", "microsoft.operationalinsights", "workspaces"], _) => What::Workspaces,
            (["providers", "microsoft.managedidentity", "userassignedidentities"], _) => What::Identities,
            (["resources"], _) => What::Resources,
            (["resourcegroups"], None) => What::Groups,
            (["locations"], None) => What::Locations,
            (["providers", "microsoft.web", "georegions"], None) => What::GeoRegions,
            (["providers", "microsoft.web", "functionappstacks"], None) => What::Stacks,
            (["providers"], None) => What::Providers,
            _ => return None,
        };
        Some(Self { subscription: segments.get(1)?.clone(), group, what })
    }

    /// The action that it needs.
    pub(super) fn action(&self) -> &'static str {
        match self.what {
            What::Sites => "Microsoft.Web/sites/Read",
            What::Plans => "Microsoft.Web/serverfarms/Read",
            What::SitesOfPlan(_) => "Microsoft.Web/serverfarms/sites/Read",
            What::Components => "Microsoft.Insights/components/read",
            What::Workspaces => "Microsoft.OperationalInsights/workspaces/read",
            What::Identities => "Microsoft.ManagedIdentity/userAssignedIdentities/read",
            What::Resources if self.group.is_some() => {
                "Microsoft.Resources/subscriptions/resourceGroups/resources/read"
            }
            What::Resources => "Microsoft.Resources/subscriptions/resources/read",
            What::Groups => "Microsoft.Resources/subscriptions/resourceGroups/read",
            What::GeoRegions => "Microsoft.Web/geoRegions/Read",
            What::Stacks => "Microsoft.Web/functionAppStacks/Read",
            What::Locations => "Microsoft.Resources/subscriptions/locations/read",
            What::Providers => "Microsoft.Resources/subscriptions/providers/read",
        }
    }
}
