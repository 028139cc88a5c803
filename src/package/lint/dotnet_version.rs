use super::Os;
use super::subject::Subject;
use crate::record::{Code, Finding};

/// The .NET that an isolated app was built for against the one of its stack.
pub(super) fn look(subject: &Subject<'_>) -> Vec<Finding> {
    let of_stack = subject.target.language().filter(|(language, _)| language == "dotnet-isolated");
    let stack = of_stack.and_then(|(_, version)| version.split('.').next()?.parse::<u32>().ok());
    let (Some((file, built)), Some(stack)) = (&subject.contents.dotnet, stack) else { return Vec::new() };
    // A later one may be allowed by `rollForward`.
    if *built <= stack {
        return Vec::new();
    }
    // Machines with Windows have several versions, and which one is taken is not documented.
    if subject.target.os == Some(Os::Windows) {
        let says = format!(
            "the app is built for .NET {built}, and netFrameworkVersion of the side says {stack}: the worker may not start"
        );
        let fix = format!("set netFrameworkVersion to `v{built}.0`, or build for `net{stack}.0`");
        return vec![Finding::warning(Code::DOTNET_VERSION, says, fix).at(file.clone(), None)];
    }
    let says = format!("the app is built for .NET {built}, and the side runs .NET {stack}: the worker does not start");
    let fix = format!("set linuxFxVersion to `DOTNET-ISOLATED|{built}.0`, or build for `net{stack}.0`");
    vec![Finding::error(Code::DOTNET_VERSION, says, fix).at(file.clone(), None)]
}

#[cfg(test)]
mod tests {
    use super::super::Target;
    use super::super::tree::{Tree, on};
    use super::*;

    #[test]
    fn an_app_for_a_later_dotnet_than_its_stack_is_an_error() {
        let config = r#"{"runtimeOptions": {"tfm": "net9.0", "framework": {"name": "Microsoft.NETCore.App", "version": "9.0.0"}}}"#;
        let tree = Tree::of(&[("functions.metadata", "[]"), ("Api.runtimeconfig.json", config)]);
        let said = |target: &Target| tree.said_by(Code::DOTNET_VERSION, target);
        insta::assert_snapshot!(said(&on("DOTNET-ISOLATED|8.0")), @r##"
        error dotnet-version Api.runtimeconfig.json
          the app is built for .NET 9, and the side runs .NET 8: the worker does not start
          fix: set linuxFxVersion to `DOTNET-ISOLATED|9.0`, or build for `net8.0`
        "##);
        let windows = Target { os: Some(Os::Windows), ..on("DOTNET-ISOLATED|8.0") };
        insta::assert_snapshot!(said(&windows), @r##"
        warning dotnet-version Api.runtimeconfig.json
          the app is built for .NET 9, and netFrameworkVersion of the side says 8: the worker may not start
          fix: set netFrameworkVersion to `v9.0`, or build for `net8.0`
        "##);
        for target in [on("DOTNET-ISOLATED|9.0"), on("DOTNET-ISOLATED|10.0"), on("NODE|22"), Target::default()] {
            assert_eq!(said(&target), "");
        }
    }
}
