//! `functionAppStacks`: the languages of Functions (facts: arm-calls; docs: Provider, Get Function App Stacks; languages and versions as
//! https://learn.microsoft.com/azure/azure-functions/supported-languages names them at the end of 2026). Programs look up there what
//! `linuxFxVersion` may be.

use serde_json::{Value, json};

/// A language: its value, how it is shown, and its versions.
struct Stack {
    name: &'static str,
    shown: &'static str,
    versions: &'static [&'static str],
    windows: bool,
    linux: bool,
}

const STACKS: &[Stack] = &[
    Stack {
        name: "dotnet-isolated",
        shown: ".NET Isolated",
        versions: &["10.0", "9.0", "8.0"],
        windows: true,
        linux: true,
    },
    Stack { name: "node", shown: "Node.js", versions: &["24", "22", "20"], windows: true, linux: true },
    Stack { name: "python", shown: "Python", versions: &["3.13", "3.12", "3.11", "3.10"], windows: false, linux: true },
    Stack { name: "java", shown: "Java", versions: &["25", "21", "17", "11", "8"], windows: true, linux: true },
    Stack { name: "powershell", shown: "PowerShell Core", versions: &["7.4"], windows: true, linux: true },
    Stack { name: "custom", shown: "Custom Handler", versions: &[""], windows: true, linux: true },
];

/// All of them.
pub(super) fn list() -> Value {
    json!({"value": STACKS.iter().map(stack).collect::<Vec<_>>(), "nextLink": null, "id": null})
}

fn stack(stack: &Stack) -> Value {
    let version = |version: &&str| {
        let shown = format!("{} {version}", stack.shown);
        json!({
            "displayText": shown.trim(), "value": if version.is_empty() { stack.name } else { *version },
            "minorVersions": [{
                "displayText": shown.trim(), "value": if version.is_empty() { stack.name } else { *version },
                "stackSettings": {
                    "windowsRuntimeSettings": stack.windows.then(|| settings(stack, version, false)),
                    "linuxRuntimeSettings": stack.linux.then(|| settings(stack, version, true)),
                },
            }],
        })
    };
    json!({
        "id": null, "name": stack.name, "type": "Microsoft.Web/functionAppStacks",
        "properties": {
            "displayText": stack.shown, "value": stack.name, "preferredOs": if stack.windows { "windows" } else { "linux" },
            "majorVersions": stack.versions.iter().map(version).collect::<Vec<_>>(),
        },
    })
}

fn settings(stack: &Stack, version: &str, linux: bool) -> Value {
    let linux_version = match stack.name {
        "custom" => String::new(),
        name => format!("{}|{version}", name.to_uppercase()),
    };
    let mut configured = json!({"use32BitWorkerProcess": !linux});
    if linux {
        configured["linuxFxVersion"] = json!(linux_version);
    }
    json!({
        "runtimeVersion": if linux { linux_version } else { version.to_owned() }, "remoteDebuggingSupported": false,
        "appInsightsSettings": {"isSupported": true},
        "gitHubActionSettings": {"isSupported": true, "supportedVersion": version},
        "appSettingsDictionary": {"FUNCTIONS_WORKER_RUNTIME": stack.name},
        "siteConfigPropertiesDictionary": configured, "supportedFunctionsExtensionVersions": ["~4"],
        "isDefault": stack.versions.first() == Some(&version),
    })
}
