use super::function::FunctionInfo;

/// Whose worker runs a function: the values of `FUNCTIONS_WORKER_RUNTIME`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Language {
    /// No worker of the host's own: a custom handler.
    Custom,
    /// .NET in the host's own process.
    Dotnet,
    /// .NET in a process of its own.
    DotnetIsolated,
    /// Java.
    Java,
    /// JavaScript, and TypeScript that was compiled.
    Node,
    /// PowerShell.
    PowerShell,
    /// Python.
    Python,
}

impl Language {
    const ALL: [Self; 7] =
        [Self::Custom, Self::Dotnet, Self::DotnetIsolated, Self::Java, Self::Node, Self::PowerShell, Self::Python];

    /// The value of the setting.
    pub fn name(self) -> &'static str {
        match self {
            Self::Custom => "custom",
            Self::Dotnet => "dotnet",
            Self::DotnetIsolated => "dotnet-isolated",
            Self::Java => "java",
            Self::Node => "node",
            Self::PowerShell => "powershell",
            Self::Python => "python",
        }
    }

    /// The language of this name, in any case; `None` for a name that nobody knows.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.name().eq_ignore_ascii_case(name.trim()))
    }
}

/// What one way of declaring functions gives.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Loaded {
    /// The functions, sorted by name.
    pub functions: Vec<FunctionInfo>,
    /// What the host logs where it loads less than there is.
    pub words: Vec<String>,
}

/// What the files of an app declare, whatever its settings say. A way that the files do not use is `None`.
#[derive(Debug, Clone, Default)]
pub struct Declared {
    /// Folders with a `function.json`.
    pub folders: Loaded,
    /// `functions.metadata` of isolated .NET, or what else shows such an app.
    pub metadata: Option<Loaded>,
    /// The entry point that `package.json` names.
    pub node: Option<Loaded>,
    /// `function_app.py`.
    pub python: Option<Loaded>,
}
