//! When the support of plans, hosts and languages ends, with the page that says so. The one place to keep up to date.

use time::Date;
use time::macros::date;

const LANGUAGES: &str = "https://learn.microsoft.com/azure/azure-functions/supported-languages";
const HOSTS: &str = "https://learn.microsoft.com/azure/azure-functions/functions-versions";
const IN_PROCESS: &str = "https://aka.ms/azure-functions-retirements/in-process-model";

/// The end of support of one thing.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Supported {
    /// What it is, in words.
    pub name: &'static str,
    /// How an app shows that it uses it.
    pub of: Of,
    /// The last day of support. Pages that name only a month mean its last day.
    pub until: Date,
    /// What to move to.
    pub next: &'static str,
    /// The page that says so.
    pub source: &'static str,
}

/// How an app shows that it uses something.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Of {
    /// The language and version of `linuxFxVersion`, in lower case and as far as it makes a version of its own.
    Stack(&'static str, &'static str),
    /// The major version of the Functions host.
    Host(u32),
    /// `FUNCTIONS_WORKER_RUNTIME=dotnet`: code in the process of the host.
    InProcess,
    /// Linux on the Consumption plan.
    LinuxConsumption,
}

const fn stack(
    name: &'static str,
    [language, version]: [&'static str; 2],
    until: Date,
    next: &'static str,
) -> Supported {
    Supported { name, of: Of::Stack(language, version), until, next, source: LANGUAGES }
}

const fn host(name: &'static str, major: u32, until: Date) -> Supported {
    Supported { name, of: Of::Host(major), until, next: "version ~4", source: HOSTS }
}

/// The major versions of the Functions host that there are.
pub(super) const HOST_VERSIONS: [u32; 4] = [1, 2, 3, 4];

const ISOLATED: &str = "dotnet-isolated";

/// All that is known. Of Java the pages name different days (facts: end-of-support); the latest stands here, so that no app is warned
/// too early.
pub(super) const ALL: &[Supported] = &[
    stack("Node.js 14", ["node", "14"], date!(2024 - 06 - 30), "Node.js 24"),
    stack("Node.js 16", ["node", "16"], date!(2024 - 06 - 30), "Node.js 24"),
    stack("Node.js 18", ["node", "18"], date!(2025 - 04 - 30), "Node.js 24"),
    stack("Node.js 20", ["node", "20"], date!(2026 - 04 - 30), "Node.js 24"),
    stack("Node.js 22", ["node", "22"], date!(2027 - 04 - 30), "Node.js 24"),
    stack("Node.js 24", ["node", "24"], date!(2028 - 04 - 30), "a newer Node.js"),
    stack("Python 3.8", ["python", "3.8"], date!(2024 - 10 - 31), "Python 3.13"),
    stack("Python 3.9", ["python", "3.9"], date!(2025 - 10 - 31), "Python 3.13"),
    stack("Python 3.10", ["python", "3.10"], date!(2026 - 10 - 31), "Python 3.13"),
    stack("Python 3.11", ["python", "3.11"], date!(2027 - 10 - 31), "Python 3.13"),
    stack("Python 3.12", ["python", "3.12"], date!(2028 - 10 - 31), "Python 3.13"),
    stack("Python 3.13", ["python", "3.13"], date!(2029 - 10 - 31), "a newer Python"),
    stack("PowerShell 7.2", ["powershell", "7.2"], date!(2024 - 11 - 08), "PowerShell 7.6"),
    stack("PowerShell 7.4", ["powershell", "7.4"], date!(2026 - 11 - 10), "PowerShell 7.6"),
    stack("PowerShell 7.6", ["powershell", "7.6"], date!(2028 - 11 - 14), "a newer PowerShell"),
    stack("Java 8", ["java", "8"], date!(2027 - 09 - 30), "Java 21"),
    stack("Java 11", ["java", "11"], date!(2027 - 09 - 30), "Java 21"),
    stack("Java 17", ["java", "17"], date!(2027 - 09 - 30), "Java 21"),
    stack("Java 21", ["java", "21"], date!(2028 - 09 - 30), "a newer Java"),
    stack(".NET 6", [ISOLATED, "6"], date!(2024 - 11 - 12), ".NET 10"),
    stack(".NET 7", [ISOLATED, "7"], date!(2024 - 05 - 14), ".NET 10"),
    stack(".NET 8", [ISOLATED, "8"], date!(2026 - 11 - 10), ".NET 10"),
    stack(".NET 9", [ISOLATED, "9"], date!(2026 - 11 - 10), ".NET 10"),
    stack(".NET 10", [ISOLATED, "10"], date!(2028 - 11 - 14), "a newer .NET"),
    host("the Functions host ~1", 1, date!(2026 - 09 - 14)),
    host("the Functions host ~2", 2, date!(2022 - 12 - 13)),
    host("the Functions host ~3", 3, date!(2022 - 12 - 13)),
    Supported {
        name: "the in-process model of .NET",
        of: Of::InProcess,
        until: date!(2026 - 11 - 10),
        next: "the isolated worker model",
        source: IN_PROCESS,
    },
    Supported {
        name: "Linux on the Consumption plan",
        of: Of::LinuxConsumption,
        until: date!(2028 - 09 - 30),
        next: "an Elastic Premium plan, which keeps slots, or Flex Consumption, which has none",
        source: HOSTS,
    },
];
