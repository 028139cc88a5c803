use super::target::{Os, Target};

/// Debian 11 and Debian 12.
const BULLSEYE: [u32; 2] = [2, 31];
const BOOKWORM: [u32; 2] = [2, 36];

/// The image that Azure runs the app in, as far as it is known (source: azure-functions-docker, `host/4/bullseye` and
/// `host/4/bookworm`; a version that is in both runs in the newer one).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Image {
    /// Its glibc.
    pub glibc: [u32; 2],
    /// `the image of Python 3.11`
    pub name: String,
}

impl Image {
    /// The image of this side; `None` where it is not known.
    pub(super) fn of(target: &Target) -> Option<Self> {
        if let Some(minor) = target.python_minor() {
            let glibc = match minor {
                ..=11 => BULLSEYE,
                12 | 13 => BOOKWORM,
                _ => return None,
            };
            return Some(Self { glibc, name: format!("the image of Python 3.{minor}") });
        }
        if target.worker == Some("custom") && target.os == Some(Os::Linux) {
            // Which of them it is, no setting says.
            return Some(Self {
                glibc: BOOKWORM,
                name: "the newest image of Azure Functions that is known".to_owned(),
            });
        }
        let (language, version) = target.language()?;
        let mut numbers = version.split(|c: char| !c.is_ascii_digit()).map(|number| number.parse().ok());
        let major: u32 = numbers.next()??;
        let minor: Option<u32> = numbers.next().flatten();
        let (glibc, name) = match (language.as_str(), major, minor) {
            ("node", ..=20, _) => (BULLSEYE, format!("Node {major}")),
            ("node", 22, _) => (BOOKWORM, format!("Node {major}")),
            ("java", ..=17, _) => (BULLSEYE, format!("Java {major}")),
            ("java", 21, _) => (BOOKWORM, format!("Java {major}")),
            ("dotnet-isolated", 6 | 7, _) => (BULLSEYE, format!(".NET {major}")),
            ("dotnet-isolated", 8 | 9, _) => (BOOKWORM, format!(".NET {major}")),
            ("powershell", 7, Some(2)) => (BULLSEYE, "PowerShell 7.2".to_owned()),
            ("powershell", 7, Some(4)) => (BOOKWORM, "PowerShell 7.4".to_owned()),
            _ => return None,
        };
        Some(Self { glibc, name: format!("the image of {name}") })
    }

    /// The image of Debian with the same glibc.
    pub(super) fn debian(&self) -> &'static str {
        if self.glibc == BULLSEYE { "debian:11" } else { "debian:12" }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tree::on;
    use super::*;

    #[test]
    fn the_image_is_that_of_language_and_version_and_what_is_not_known_is_none() {
        let image = |stack: &str| Image::of(&on(stack)).map(|image| (image.name, image.glibc[1]));
        for (stack, name, minor) in [
            ("PYTHON|3.11", "Python 3.11", 31),
            ("PYTHON|3.12", "Python 3.12", 36),
            ("NODE|20", "Node 20", 31),
            ("Node|22-lts", "Node 22", 36),
            ("JAVA|17", "Java 17", 31),
            ("JAVA|21", "Java 21", 36),
            ("DOTNET-ISOLATED|8.0", ".NET 8", 36),
            ("POWERSHELL|7.2", "PowerShell 7.2", 31),
            ("POWERSHELL|7.4", "PowerShell 7.4", 36),
        ] {
            assert_eq!(image(stack), Some((format!("the image of {name}"), minor)), "{stack}");
        }
        for unknown in
            ["PYTHON|3.15", "NODE|26", "JAVA|25", "DOTNET-ISOLATED|10.0", "POWERSHELL|8", "DOCKER|a/b:1", "NODE|"]
        {
            assert_eq!(image(unknown), None, "{unknown}");
        }
        let custom = Target { worker: Some("custom"), os: Some(Os::Linux), ..Target::default() };
        assert_eq!(Image::of(&custom).unwrap().debian(), "debian:12");
        assert_eq!(Image::of(&Target { os: Some(Os::Windows), ..custom }), None);
    }
}
