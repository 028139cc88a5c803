/// One thing that is read of a side, of production and of the slot alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SideFact {
    /// The resource. Every other fact of the side is read at the hosts that it names.
    Site,
    /// What it runs.
    Content,
    /// Its functions.
    Functions,
    /// Its app settings.
    Settings,
    /// Its connection strings.
    ConnectionStrings,
    /// How its references to Key Vaults and App Configuration stand; asked only where its settings or connection strings hold one.
    References,
    /// The state of its host.
    Host,
    /// Its requests in the last minutes.
    Traffic,
    /// Whether the platform signs its users in.
    SignIn,
    /// What this identity may do with it.
    Rights,
    /// Its `host.json`; read only where Durable Functions are listed.
    Durable,
    /// Its configuration.
    Config,
    /// Its configuration, for the version of its language; asked only on Windows, where the resource does not say it.
    Stack,
    /// What its SCM site says of the packages on its share; asked only where the settings say that it runs from one.
    Packages,
    /// Whether this machine reaches its host.
    Reach,
    /// Whether this machine reaches its SCM site, which that wakes.
    ScmReach,
}

impl SideFact {
    /// In words, of `production` or of `the slot`.
    pub(super) fn words(self, side: &str) -> String {
        match self {
            Self::Site => format!("{side}'s resource"),
            Self::Content => format!("{side}'s content"),
            Self::Functions => format!("{side}'s functions"),
            Self::Settings => format!("{side}'s app settings"),
            Self::ConnectionStrings => format!("{side}'s connection strings"),
            Self::References => format!("how {side}'s references to Key Vaults and App Configuration stand"),
            Self::Host => format!("the state of {side}'s host"),
            Self::Traffic => format!("{side}'s requests in the last ten minutes"),
            Self::SignIn => format!("{side}'s sign-in settings"),
            Self::Rights => format!("this identity's rights on {side}"),
            Self::Durable => format!("{side}'s host.json, when Durable Functions are listed"),
            Self::Config => format!("{side}'s configuration"),
            Self::Stack => format!("{side}'s language version on Windows"),
            Self::Packages => format!("the packages on {side}'s share, when it runs from one"),
            Self::Reach => format!("an answer of {side}'s host"),
            Self::ScmReach => format!("an answer of {side}'s SCM site"),
        }
    }

    /// The action that reads it of a side of this resource type; `None`: it takes none, or one of several.
    pub(super) fn action(self, sites: &str) -> Option<String> {
        let of_side = |action: &str| Some(format!("{sites}/{action}"));
        match self {
            Self::Site => of_side("Read"),
            Self::Functions => of_side("functions/Read"),
            Self::Settings | Self::ConnectionStrings => of_side("config/list/Action"),
            Self::Packages => of_side("publish/Action"),
            Self::SignIn | Self::Config | Self::Stack | Self::References => of_side("config/Read"),
            Self::Traffic => Some("Microsoft.Insights/Metrics/Read".to_owned()),
            Self::Rights => Some("Microsoft.Authorization/permissions/read".to_owned()),
            Self::Content | Self::Host | Self::Durable | Self::Reach | Self::ScmReach => None,
        }
    }
}
