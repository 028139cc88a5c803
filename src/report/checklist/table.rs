use super::seen::{
    Seen, of_the_artifact, of_the_package, of_the_place, of_the_rollback, of_the_slot, of_the_smoke_test,
};
use crate::record::ReleaseRecord;

/// One line of the checklist.
pub struct Line {
    /// Its stable name.
    pub id: &'static str,
    /// What is to be.
    pub says: &'static str,
    /// The checks, and the rules of the package, whose findings decide it.
    pub checks: &'static [&'static str],
    /// Those of them without whose findings it is not ticked: not every run makes them.
    pub(super) needs: &'static [&'static str],
    /// Whether a note crosses it as a warning does: what its checks look for is worth a note, and is not what the line says.
    pub(super) is_crossed_by_notes: bool,
    /// What the record says of it beyond its findings; `None`: nothing.
    pub(super) beyond: fn(&ReleaseRecord) -> Option<Seen>,
}

const fn line(id: &'static str, says: &'static str, checks: &'static [&'static str]) -> Line {
    Line { id, says, checks, needs: &[], is_crossed_by_notes: false, beyond: |_| None }
}

/// What a team looks at before a release, in this order. A further check counts here once its id stands in a line.
pub const CHECKLIST: &[Line] = &[
    line(
        "runtime",
        "runtime pinned and aligned",
        &["host-version", "host-version-pinned", "stack-version", "end-of-support", "worker-runtime", "dotnet-version"],
    ),
    Line { is_crossed_by_notes: true, ..line("tests", "tests passed on this commit", &["tests-passed"]) },
    Line {
        beyond: of_the_artifact,
        ..line("artifact", "artifact immutable and traceable", &["no-server-build", "server-build", "package-store"])
    },
    Line {
        needs: &["connection-roles"],
        ..line(
            "identity",
            "identity proved for all triggers",
            &["same-identities", "connection-roles", "key-vault-references", "app-configuration-references"],
        )
    },
    Line { beyond: of_the_slot, ..line("staging", "staging deployed", &["slot-exists", "both-running"]) },
    Line { beyond: of_the_smoke_test, ..line("smoke", "smoke passed before swap", &["slot-reachable"]) },
    Line { beyond: of_the_rollback, ..line("rollback", "rollback possible and when last rehearsed", &["way-back"]) },
    Line { beyond: of_the_place, ..line("laptop", "not from a laptop", &["not-from-a-laptop"]) },
    line("settings", "no missing settings", &["connections-exist", "settings-kept", "settings-gained"]),
    Line {
        is_crossed_by_notes: true,
        needs: &["keys-in-connections"],
        ..line("connections", "identity instead of connection strings", &["connection-form", "keys-in-connections"])
    },
    Line { beyond: of_the_package, ..line("extensions", "extensions compatible", &["extension-bundle"]) },
    line(
        "sticky",
        "sticky settings right",
        &[
            "content-moves",
            "package-setting-moves",
            "connections-stay",
            "host-storage-stays",
            "overrides-agree",
            "live-triggers",
            "own-task-hub",
            "disabled-stays-in-slot",
        ],
    ),
];
