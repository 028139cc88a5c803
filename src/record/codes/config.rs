use super::{Code, codes};

codes! {
    CONFIG_TOO_LARGE: "config-too-large" {
        title: "The configuration file is larger than 256 KiB",
        why: "No real configuration has that size; most likely another file was named.",
        fix: "Check the input `config`.",
    }
    CONFIG_SYNTAX: "config-syntax" {
        title: "The configuration cannot be read",
        why: "It is not valid YAML, or a key or a value is not one that slot-deploy knows. Unknown keys are refused, so that a \
              misspelt probe is never silently left out.",
        fix: "Correct the lines that the report shows.",
    }
    CONFIG_INCONSISTENT: "config-inconsistent" {
        title: "Parts of the configuration contradict each other",
        why: "Each part can be read, but together they cannot hold: for example two probes of one name, or a limit below its \
              own minimum.",
        fix: "Correct what the report lists, each at the line that it shows.",
    }
}
