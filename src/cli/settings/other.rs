use std::net::SocketAddr;
use std::path::PathBuf;

use super::reader::Reader;
use crate::cli::explain::Topic;
use crate::record::{Lowerings, brief};

/// The settings of `pack`.
#[derive(Debug, Clone)]
pub struct PackSettings {
    /// The folder or zip.
    pub source: PathBuf,
    /// The file to write.
    pub out: PathBuf,
    /// One line of JSON instead of words.
    pub json: bool,
    /// The rules of the package.
    pub lint: Lowerings,
}

/// The settings of `simulate`.
#[derive(Debug, Clone)]
pub struct SimulateSettings {
    /// A world file.
    pub world: Option<PathBuf>,
    /// Where to listen.
    pub listen: SocketAddr,
    /// Factor on the world's latencies.
    pub scale: f64,
    /// Whether apps have host names with dots.
    pub dns: bool,
}

impl Reader<'_> {
    /// What is explained; `input` names it.
    pub(super) fn explain(&mut self, input: &str) -> Option<Vec<Topic>> {
        let Some(name) = self.text(input) else { return Some(Vec::new()) };
        match Topic::named(&name) {
            Ok(topics) => Some(topics),
            Err(near) => {
                let near: Vec<String> = near.iter().map(|name| format!("`{name}`")).collect();
                let fix = if near.is_empty() {
                    "`slot-deploy explain` lists them all".to_owned()
                } else {
                    format!("did you mean {}? `slot-deploy explain` lists them all", near.join(", "))
                };
                self.problem(input, format!("`{}` is neither a code nor a check nor an outcome", brief(&name)), fix);
                None
            }
        }
    }

    pub(super) fn pack(&mut self) -> Option<PackSettings> {
        let out = self.required("out", "name the file to write: `--out package.zip`");
        let json = self.flag("json");
        let lint = self.lint();
        Some(PackSettings { source: self.path("dir")?, out: PathBuf::from(out?), json: json?, lint: lint? })
    }

    pub(super) fn simulate(&mut self) -> Option<SimulateSettings> {
        let listen = self.text("listen").unwrap_or_default();
        let address = listen.parse::<SocketAddr>();
        if !address.as_ref().is_ok_and(|address| address.ip().is_loopback()) {
            let says = format!("`{}` is not a loopback address with a port", brief(&listen));
            self.problem("listen", says, "write `127.0.0.1:8443`, or `127.0.0.1:0` for a free port");
        }
        let scale = self.text("scale").unwrap_or_default();
        let factor = scale.parse::<f64>().ok().filter(|factor| factor.is_finite() && *factor >= 0.0);
        if factor.is_none() {
            self.problem(
                "scale",
                format!("`{}` is not a factor", brief(&scale)),
                "write a number such as `0`, `0.1` or `1`",
            );
        }
        let hosts = self.choice("hosts");
        let dns = hosts? == "dns";
        Some(SimulateSettings { world: self.path("world"), listen: address.ok()?, scale: factor?, dns })
    }
}
