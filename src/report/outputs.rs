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
        help: "how the run ended: one of the outcomes that the README lists",
        value: |record| Some(record.outcome?.name().to_owned()),
    },
    Output {
        name: "reason",
        help: "why, in one sentence, without the names and ids that people keep as secrets",
        value: |record| Some(without_names(record)),
    },
    Output {
        name: "digest",
        help: "the content digest: the name of what was released; with `build: remote` of what Azure built, as it was read back",
        value: |record| Some(record.digest.as_ref()?.to_string()),
    },
    Output {
        name: "built-by",
        help: "`azure` where Azure built what was released (`build: remote`); empty else",
        value: |record| record.package.build.as_ref().map(|build| build.built_by.name().to_owned()),
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
        name: "ticket",
        help: "what `command: promote` takes in a later job, when this one ended `staged`",
        value: |record| record.ticket.clone(),
    },
    Output {
        name: "layer-hit",
        help: "of `command: layer`: `true` when the release takes the dependencies from their layer, so that they need not be installed; \
               else `false`",
        value: |record| Some(record.layer.as_ref()?.hit?.to_string()),
    },
    Output {
        name: "layer-key",
        help: "of `command: layer`: the name of that layer; empty when no lock file decides what the dependencies are",
        value: |record| Some(record.layer.as_ref()?.key.as_ref()?.to_string()),
    },
    Output {
        name: "report",
        help: "the folder below `RUNNER_TEMP` with release.json, summary.md and journal.jsonl",
        value: |record| Some(format!("slot-deploy/{}", record.id)),
    },
];

/// The outputs of a record; one that has no value is left out.
pub fn outputs(record: &ReleaseRecord) -> Vec<(&'static str, String)> {
    OUTPUTS.iter().filter_map(|output| Some((output.name, (output.value)(record)?))).collect()
}

/// The reason, with the names that teams keep as secrets replaced by general words. GitHub drops a job output whole when any
/// masked word is in it (facts: file-commands).
fn without_names(record: &ReleaseRecord) -> String {
    let word = |part: &str| {
        let part_lower = part.to_lowercase();
        let has = |name: &str| !name.is_empty() && part_lower.contains(&name.to_lowercase());
        match part {
            _ if has(&record.app) => Some("the app"),
            _ if record.resource_group.as_deref().is_some_and(has) => Some("the resource group"),
            _ if has_guid(part) => Some("(id)"),
            _ => None,
        }
    };
    let mut shown = String::new();
    for part in record.reason.split_inclusive(|c: char| !(c.is_alphanumeric() || "-_.".contains(c))) {
        let name = part.trim_end_matches(|c: char| !(c.is_alphanumeric() || "-_.".contains(c)));
        shown.push_str(word(name).unwrap_or(name));
        shown.push_str(&part[name.len()..].replace(['\n', '\r'], " "));
    }
    shown
}

fn has_guid(text: &str) -> bool {
    let groups: Vec<&str> = text.split(|c: char| !c.is_ascii_hexdigit()).collect();
    groups.windows(5).any(|five| five.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Outcome;

    #[test]
    fn no_output_except_the_urls_contains_text_that_teams_keep_as_a_secret() {
        let id = "0a1b2c3d-0000-1111-2222-333344445555";
        let mut record = super::super::sample::record(Outcome::Aborted);
        record.resource_group = Some("rg-shop".into());
        record.reason = format!(
            "`Shop-Orders/staging` in rg-shop (/subscriptions/{id}/x) at shop-orders-staging.azurewebsites.net\nsaid: no"
        );
        let all = outputs(&record);
        for (name, value) in all.iter().filter(|(name, _)| !name.ends_with("-url")) {
            for word in ["shop-orders", "rg-shop", id] {
                assert!(!value.to_lowercase().contains(word), "{name} = {value}");
            }
        }
        let reason = &all.iter().find(|(name, _)| *name == "reason").unwrap().1;
        assert_eq!(reason, "`the app/staging` in the resource group (/subscriptions/(id)/x) at the app said: no");
    }
}
