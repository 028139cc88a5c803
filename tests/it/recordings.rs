//! Recorded conversations with the real Azure, replayed against the simulated one.
//!
//! The same requests in the same order and at the same pace; the answers are compared by status, by headers, and by
//! the names, types and words in their bodies.

use crate::support::recorded;
use crate::support::shared;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::support::recorded::{Conversation, conversations, renamed, replay};
use regex::Regex;

/// A difference that is known, and why the world is right.
struct Known {
    /// The file; empty for all.
    file: &'static str,
    /// What the request begins with.
    request: &'static str,
    /// A pattern of what differs.
    what: &'static str,
    why: &'static str,
}

/// May only become shorter.
const KNOWN: &[Known] = &[
    Known {
        file: "",
        request: "",
        what: r"^(value\[\]\.)?properties\.(blockPathTraversal|clientAffinityProxyEnabled|clientCertExclusionEndPoints|hostNamePrivateStates|legacyServiceEndpointTrafficEvaluation|sandboxType|siteScopedCertificatesEnabled|useQueryStringAffinity|(possibleI|i)nboundIpv6Address(es)?|(possibleO|o)utboundIpv6Addresses): not recorded$",
        why: "sites have these since 2026 (azd_2026_*); the older recordings are from 2024",
    },
    Known {
        file: "",
        request: "",
        what: r"^(value\[\]\.)?properties\.(siteConfig\.)?(sandboxType|scmMinTlsCipherSuite|scmSupportedTlsCipherSuites|webJobsEnabled): not recorded$",
        why: "settings have these since 2025 (arm_config_web) and 2026 (azd_2026_*)",
    },
    Known {
        file: "",
        request: "",
        what: r"^(value\[\]\.)?properties\.defaultHostNameScope: missing$",
        why: "sites had this in 2024 and have it no more in 2026 (azd_2026_*)",
    },
    Known {
        file: "",
        request: "GET serverfarms/",
        what: r"^properties\.(asyncScalingEnabled|currentNumberOfZonesUtilized|eligibleLogCategories|isCustomMode|maximumNumberOfZones|powerState|targetWorkerSku): not recorded$",
        why: "plans have these since 2026 (azd_2026_flex_publish); the older recordings end in January 2025",
    },
    Known {
        file: "",
        request: "GET sites/*/deploymentStatus/*",
        what: r"^properties\.failedInstancesLogs: null, recorded a list$",
        why: "an empty list in April 2024, null since July 2024 (arm_deploymentStatus_success, azd_2026_linux_slot_zipdeploy)",
    },
    Known {
        file: "arm_onedeploy_put",
        request: "PUT sites/*/extensions/onedeploy",
        what: r"^properties\.site_name: ",
        why: "the recorder wrote another name over the app's own everywhere but here",
    },
    Known {
        file: "arm_slot_create_delete_list",
        request: "GET sites/*/slots",
        what: r"^(id|nextLink): missing$|^value of content-type: ",
        why: "since 2026 the gateway puts this list together (azd_2026_linux_slot_zipdeploy)",
    },
    Known {
        file: "kudu_linux_zipdeploy_async",
        request: "GET scm/api/deployments/latest",
        what: r#"^value of location: "https://.*", recorded "http://.*:80/"#,
        why: "http and port 80 are from 2022; since 2024 it is https (the same file, azd_2026_linux_slot_zipdeploy)",
    },
    Known {
        file: "kudu_linux_zipdeploy_async",
        request: "GET scm/api/deployments/latest",
        what: r#"^progress: .*, recorded "Running oryx build"#,
        why: "a remote build; packages of this world are built before they are sent",
    },
];

/// What is not compared: the file, the number of the interaction, and why.
const NOT_REPLAYED: &[(&str, usize, &str)] = &[
    ("arm_errors", 3, "the world makes no plans, and has no regions that lack a feature"),
    ("arm_errors", 4, "the world has no Static Web Apps"),
    ("arm_errors", 6, "the world makes no plans, and has no quota of machines"),
    ("azd_2026_linux_slot_zipdeploy", 6, "the answer is that of the recorded app's own code"),
    ("azd_2026_linux_slot_zipdeploy", 9, "the answer is that of the recorded app's own code"),
];

/// What no known difference may be about: a status, whether a header is there, and what clients need (facts: azure-cli).
const NEVER: &str = r"^status: |^header |^(value\[\]\.)?(name|kind): |^value\[\]\.id: |properties\.(enabledHostNames|hostNameSslStates|serverFarmId|sku)\b|^log_url: |^id: .*recorded";

/// A difference: the file, the number of the interaction, the request, and what differs.
type Difference = (String, usize, String, String);

async fn differences(all: &[Conversation]) -> Vec<Difference> {
    // A header that a newer recording of the same call has is not made up.
    let mut headers: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for interaction in all.iter().flat_map(|conversation| &conversation.interactions) {
        let call = format!("{} {}", interaction.status, recorded::call(interaction));
        headers.entry(call).or_default().extend(interaction.headers.keys().cloned());
    }
    let later = |call: &str, header: &str| headers.get(call).is_some_and(|known| known.contains(header));
    let mut found = Vec::new();
    for conversation in all {
        let exchanges = replay(conversation, later).await;
        for (exchange, interaction) in exchanges.into_iter().zip(&conversation.interactions) {
            let skipped =
                |(file, number, _): &(&str, usize, &str)| *file == conversation.file && *number == interaction.number;
            if !NOT_REPLAYED.iter().any(skipped) {
                let at = (conversation.file.clone(), interaction.number, exchange.request);
                found.extend(exchange.differences.into_iter().map(|what| (at.0.clone(), at.1, at.2.clone(), what)));
            }
        }
    }
    found
}

fn all(folder: &Path) -> Vec<Conversation> {
    let all = conversations(folder);
    assert!(all.len() > 30, "{} conversations", all.len());
    all
}

#[tokio::test(start_paused = true)]
async fn the_world_answers_recorded_requests_as_azure_did() {
    let Some(folder) = shared::shared("data/azure/wire-captures") else { return };
    let all = all(&folder);
    for (file, number, why) in NOT_REPLAYED {
        eprintln!("not replayed: {file} #{number}: {why}");
        assert!(all.iter().any(|is| is.file == *file && is.interactions.iter().any(|one| one.number == *number)));
    }
    let patterns: Vec<Regex> = KNOWN.iter().map(|known| Regex::new(known.what).unwrap()).collect();
    let never = Regex::new(NEVER).unwrap();
    let (mut used, mut unknown) = (vec![0; KNOWN.len()], Vec::new());
    for (file, number, request, what) in differences(&all).await {
        let is = |(known, pattern): (&Known, &Regex)| {
            (known.file.is_empty() || known.file == file)
                && request.starts_with(known.request)
                && pattern.is_match(&what)
        };
        match KNOWN.iter().zip(&patterns).position(is).filter(|_| !never.is_match(&what)) {
            Some(known) => used[known] += 1,
            None => unknown.push(format!("{file} #{number}: {request}: {what}")),
        }
    }
    assert!(unknown.is_empty(), "{} differences:\n{}", unknown.len(), unknown.join("\n"));
    for (known, times) in KNOWN.iter().zip(used) {
        eprintln!("known, {times} times: {} {} {}: {}", known.file, known.request, known.what, known.why);
        assert!(times > 0, "does not differ any more: {}", known.what);
    }
    assert!(KNOWN.len() <= 9, "the table may only become shorter");
    assert!(NOT_REPLAYED.len() <= 5, "and this one, too");
    let interactions: usize = all.iter().map(|conversation| conversation.interactions.len()).sum();
    eprintln!("{} of {interactions} interactions replayed", interactions - NOT_REPLAYED.len());
}

#[tokio::test(start_paused = true)]
async fn replays_with_other_names_give_the_same_result() {
    let Some(folder) = shared::shared("data/azure/wire-captures") else { return };
    let original = all(&folder);
    let others: Vec<Conversation> = original.iter().map(renamed).collect();
    for (one, other) in original.iter().zip(&others) {
        for (one, other) in one.interactions.iter().zip(&other.interactions) {
            assert_ne!(one.uri, other.uri, "nothing in this has another name now");
        }
    }
    // Without what may itself contain a name.
    let places = |all: Vec<Difference>| -> Vec<(String, usize, String, String)> {
        let path = |what: String| what.split(": ").next().unwrap().to_owned();
        all.into_iter().map(|(file, number, request, what)| (file, number, request, path(what))).collect()
    };
    let (with_names, without) = (places(differences(&original).await), places(differences(&others).await));
    let only = |these: &[Difference], those: &[Difference]| -> Vec<Difference> {
        these.iter().filter(|one| !those.contains(one)).cloned().collect()
    };
    assert_eq!(only(&with_names, &without), [], "these go away with other names");
    assert_eq!(only(&without, &with_names), [], "these come with other names");
}
