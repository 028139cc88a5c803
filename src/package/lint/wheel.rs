/// What the `WHEEL` of an installed package says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Wheel {
    /// Its file.
    pub file: String,
    /// The name of the package.
    pub name: String,
    /// Its tags, each as Python, ABI and platform.
    pub tags: Vec<[String; 3]>,
}

impl Wheel {
    /// Of `NAME-VERSION.dist-info/WHEEL`; `None` for another file.
    pub(super) fn read(file: &str, text: &str) -> Option<Self> {
        let folder = file.strip_suffix(".dist-info/WHEEL")?.rsplit('/').next()?;
        let name = folder.rsplit_once('-').map_or(folder, |(name, _)| name).to_owned();
        let mut tags = Vec::new();
        for tag in text.lines().filter_map(|line| line.trim().strip_prefix("Tag:")) {
            let [python, abi, platform] = &tag.trim().split('-').collect::<Vec<_>>()[..] else { continue };
            // A compressed tag stands for each of its combinations.
            for python in python.split('.') {
                for abi in abi.split('.') {
                    let all = platform.split('.').map(|platform| [python, abi, platform].map(str::to_owned));
                    tags.extend(all);
                }
            }
        }
        Some(Self { file: file.to_owned(), name, tags })
    }

    /// Whether Azure's Linux could run it, whatever the version of Python is.
    pub(super) fn fits_linux(&self) -> bool {
        self.tags.is_empty() || self.tags.iter().any(|[_, _, platform]| is_linux(platform))
    }

    /// Whether Python 3 with this minor version on Azure's Linux could run it (source: packaging.python.org, platform
    /// compatibility tags).
    pub(super) fn fits(&self, minor: u32) -> bool {
        let fits = |[python, abi, platform]: &[String; 3]| is_linux(platform) && fits_python(python, abi, minor);
        self.tags.is_empty() || self.tags.iter().any(fits)
    }

    /// The tags as a person reads them.
    pub(super) fn shown(&self) -> String {
        let tags: Vec<String> = self.tags.iter().take(2).map(|tag| tag.join("-")).collect();
        tags.join(", ")
    }
}

fn is_linux(platform: &str) -> bool {
    platform == "any"
        || platform.ends_with("_x86_64") && (platform.starts_with("manylinux") || platform == "linux_x86_64")
}

fn fits_python(python: &str, abi: &str, minor: u32) -> bool {
    let made = |prefix: &str| python.strip_prefix(prefix).and_then(|minor| minor.parse::<u32>().ok());
    match (made("cp3"), made("py3"), abi) {
        (Some(made), _, "abi3" | "none") | (_, Some(made), "none") => made <= minor,
        (Some(made), _, abi) => made == minor && abi.trim_end_matches('m') == format!("cp3{minor}"),
        _ => matches!((python, abi), ("py3", "none" | "abi3") | ("cp3", "none")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wheel(tags: &[&str]) -> Wheel {
        let text: String = tags.iter().map(|tag| format!("Tag: {tag}\n")).collect();
        Wheel::read(".python_packages/lib/site-packages/a_b-1.0.dist-info/WHEEL", &text).unwrap()
    }

    #[test]
    fn tags_are_compared_as_pip_compares_them() {
        for (tag, fits) in [
            ("py3-none-any", true),
            ("py2.py3-none-any", true),
            ("cp311-cp311-manylinux_2_17_x86_64", true),
            ("cp311-cp311-manylinux2014_x86_64.manylinux_2_17_x86_64", true),
            ("cp311-cp311-linux_x86_64", true),
            ("cp37-abi3-manylinux_2_28_x86_64", true),
            ("py3-none-manylinux_2_17_x86_64", true),
            ("py311-none-any", true),
            ("cp38-none-any", true),
            ("cp312-cp312-manylinux_2_17_x86_64", false),
            ("cp310-cp310-manylinux_2_17_x86_64", false),
            ("cp312-abi3-manylinux_2_28_x86_64", false),
            ("py312-none-any", false),
            ("py2-none-any", false),
            ("cp311-cp311t-manylinux_2_17_x86_64", false),
            ("cp311-cp311-musllinux_1_2_x86_64", false),
            ("cp311-cp311-manylinux_2_17_aarch64", false),
            ("cp311-cp311-macosx_11_0_arm64", false),
            ("cp311-cp311-win_amd64", false),
        ] {
            assert_eq!(wheel(&[tag]).fits(11), fits, "{tag}");
        }
        assert!(wheel(&["cp312-cp312-win_amd64", "py3-none-any"]).fits(11), "one of them is enough");
        assert!(wheel(&[]).fits(11), "nothing is known");
        assert_eq!(wheel(&[]).name, "a_b");
        assert_eq!(Wheel::read("a/WHEEL", ""), None);
    }
}
