use crate::record::ReleaseRecord;

/// One output of the step.
pub struct Output {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub help: &'static str,
    value: fn(&ReleaseRecord) -> Option<String>,
}

/// All outputs; README's table is made from it.
pub const OUTPUTS: &[Output] = &[
    Output {
        name: "outcome",
        help: "how it ended: one of the outcomes below",
        value: |record| Some(record.outcome?.name().to_owned()),
    },
    Output { name: "reason", help: "why, in one sentence", value: |record| Some(record.reason.replace('\n', " ")) },
    Output {
        name: "digest",
        help: "the content digest: the name of what was released",
        value: |record| Some(record.digest.as_ref()?.to_string()),
    },
    Output {
        name: "package-digest",
        help: "SHA-256 of the package file",
        value: |record| Some(record.package_digest.as_ref()?.to_string()),
    },
    Output { name: "app-url", help: "where users find the app", value: |record| record.urls.app.clone() },
    Output { name: "slot-url", help: "where the slot is found", value: |record| record.urls.slot.clone() },
    Output {
        name: "deployment-id",
        help: "Azure's id of the deployment to the slot",
        value: |record| record.deployment_id.clone(),
    },
    Output {
        name: "previous-digest",
        help: "the content digest of what production ran before; empty when something else had deployed it",
        value: |record| Some(record.identity.previous.as_ref()?.content.digest()?.to_string()),
    },
    Output {
        name: "report",
        help: "the folder below `${{ runner.temp }}` with release.json, summary.md and journal.jsonl",
        value: |record| Some(format!("slot-deploy/{}", record.id)),
    },
];

/// The outputs of a record; one that has no value is left out.
pub fn outputs(record: &ReleaseRecord) -> Vec<(&'static str, String)> {
    OUTPUTS.iter().filter_map(|output| Some((output.name, (output.value)(record)?))).collect()
}
