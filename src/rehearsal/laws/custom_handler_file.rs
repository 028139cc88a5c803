//! The program of a custom handler, which the host starts. One that is not among the files is taken for one on the system's path
//! (facts: functions-in-code; azure-functions-host, `HttpWorkerDescription`), and only names of runtimes are there.
//!
//! Here a host whose handler cannot start is in Error at once. The real one is Running until it is called, and then ends itself
//! (`HttpFunctionInvocationDispatcher`).

use serde_json::Value;

use crate::state::{Content, Platform};

/// Programs that images of the host have on their path, each only in that of its language: which image a side has is not asked.
const ON_PATH: [&str; 12] =
    ["bash", "bun", "deno", "dotnet", "java", "node", "php", "powershell", "pwsh", "python", "python3", "sh"];

/// Whether `host.json` describes a custom handler.
pub fn is_described(host: &Value) -> bool {
    executable(host).is_some()
}

fn executable(host: &Value) -> Option<&str> {
    let path = host["customHandler"]["description"]["defaultExecutablePath"].as_str()?;
    (!path.is_empty()).then_some(path)
}

/// Why the handler cannot be started, if it cannot.
pub fn refusal(content: &Content, host: &Value, platform: Platform) -> Option<String> {
    let named = executable(host)?;
    // What leads out of the app is not known here.
    if named.starts_with('/') || named.contains("..") || named.contains([':', '%']) {
        return None;
    }
    let working = host["customHandler"]["description"]["workingDirectory"].as_str().unwrap_or_default();
    let parts = working.split(['/', '\\']).chain(named.split(['/', '\\']));
    let path = parts.filter(|part| !part.is_empty() && *part != ".").collect::<Vec<_>>().join("/");
    let found = content.get(&path).or_else(|| content.get(named.trim_start_matches("./")));
    let why = match found {
        None if ON_PATH.contains(&named.trim_end_matches(".exe")) => return None,
        None if platform == Platform::Windows && content.get(&format!("{path}.exe")).is_some() => return None,
        None => "No such file or directory",
        Some(file) if platform != Platform::Windows && !file.executable => "Permission denied",
        Some(_) => return None,
    };
    let (started, folder) = match found {
        Some(_) => (format!("/home/site/wwwroot/{path}"), "/home/site/wwwroot"),
        None => (named.to_owned(), "/home/site/wwwroot"),
    };
    Some(format!(
        "Failed to start Worker Channel. Process fileName: {started}. An error occurred trying to start process '{started}' with \
         working directory '{folder}'. {why}"
    ))
}
