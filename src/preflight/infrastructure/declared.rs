use std::fmt;

use super::written_name::{IsAbout, is_about};

/// A tool that describes apps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tool {
    /// Terraform.
    Terraform,
    /// Bicep.
    Bicep,
    /// An ARM template in JSON.
    ArmTemplate,
    /// The Azure Developer CLI.
    Azd,
}

impl fmt::Display for Tool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Terraform => "`terraform apply`",
            Self::Bicep => "deployment of this Bicep file",
            Self::ArmTemplate => "deployment of this ARM template",
            Self::Azd => "`azd deploy`",
        })
    }
}

/// Something that a file says of an app. Values of settings are never kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    /// Whose file it is.
    pub tool: Tool,
    /// The file, from the root of the checkout.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The apps that it may be about, by their names as they are written, in which `${…}` is an expression. Empty: no name stands there.
    pub apps: Vec<String>,
    /// What it says.
    pub says: Says,
}

impl Declared {
    /// Whether it is about this app.
    pub fn is_about(&self, app: &str) -> IsAbout {
        is_about(&self.apps, app)
    }

    /// Of a file whose name is set later.
    pub(super) fn new(tool: Tool, line: u32, apps: Vec<String>, says: Says) -> Self {
        Self { tool, file: String::new(), line, apps, says }
    }
}

/// What a file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Says {
    /// It sets WEBSITE_RUN_FROM_PACKAGE.
    Package {
        /// To `1`, which is no pointer: the package on the share.
        is_on_share: bool,
    },
    /// It sets the app settings as a whole, without that one.
    Settings,
    /// It sets one of the settings of the content share.
    ContentShare(&'static str),
    /// It sets the list of sticky names; these are the texts that stand there.
    StickyNames(Vec<String>),
    /// It switches the build on the server on or off.
    Build {
        /// By this setting.
        setting: &'static str,
        /// On.
        is_on: bool,
    },
    /// It says which slot is active, and swaps until that is so.
    ActiveSlot,
    /// It delivers a package of its own.
    Delivers,
}

/// The settings of the content share.
pub(super) const OF_CONTENT: [&str; 2] = ["WEBSITE_CONTENTSHARE", "WEBSITE_CONTENTAZUREFILECONNECTIONSTRING"];
/// The settings of a build on the server.
pub(super) const OF_BUILD: [&str; 2] = ["SCM_DO_BUILD_DURING_DEPLOYMENT", "ENABLE_ORYX_BUILD"];
/// The pointer to the package.
pub(super) const PACKAGE: &str = "WEBSITE_RUN_FROM_PACKAGE";

/// A value that is written out as on or off; `None` for any other, such as a variable.
pub(super) fn switch(value: &str) -> Option<bool> {
    match value.trim().trim_matches(|c| matches!(c, '"' | '\'' | ',' | '}' | ' ')).to_ascii_lowercase().as_str() {
        "true" | "1" => Some(true),
        "false" | "0" => Some(false),
        _ => None,
    }
}
