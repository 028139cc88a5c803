use super::differing::differing;
use crate::azure::Site;
use crate::preflight::SideSurvey;
use crate::record::{InSwap, SwapRow, number_of};

/// What users get.
pub(super) fn content(production: &SideSurvey) -> Vec<SwapRow> {
    let served = production.identity.content.to_string();
    vec![SwapRow::new("content", [served, "what the release brings".to_owned()], InSwap::Moves)]
}

/// What of the resource stays, or is not clear.
pub(super) fn staying(production: &Site, slot: &Site) -> Vec<SwapRow> {
    let stays = |what: &str, of: fn(&Site) -> Option<String>| {
        differing(what, of(production).as_ref(), of(slot).as_ref(), InSwap::Stays)
    };
    let on = |is_on: Option<bool>| is_on.map(|is_on| if is_on { "on" } else { "off" }.to_owned());
    let rows = [
        stays("host names and their certificates", |site| {
            let all: Vec<&str> =
                [site.hosts.site.as_str()].into_iter().chain(site.custom_hosts.iter().map(String::as_str)).collect();
            Some(all.join(", "))
        }),
        stays("plan", |site| Some(last(site.plan_id.as_deref()?))),
        identities(production, slot),
        differing("HTTPS only", on(production.https_only).as_ref(), on(slot.https_only).as_ref(), InSwap::Stays),
        differing(
            "client certificates",
            on(production.wants_client_certificates).as_ref(),
            on(slot.wants_client_certificates).as_ref(),
            InSwap::Stays,
        ),
        stays("private endpoints", |site| Some(site.private_endpoints.to_string())),
        differing(
            "virtual network",
            production.subnet.as_deref().map(last).as_ref(),
            slot.subnet.as_deref().map(last).as_ref(),
            InSwap::Unclear,
        ),
    ];
    rows.into_iter().flatten().collect()
}

/// Each side has its own, so that both are shown wherever there is one.
fn identities(production: &Site, slot: &Site) -> Option<SwapRow> {
    let of = |site: &Site| {
        let given = site.identities.given.len();
        match (&site.identities.own, given) {
            (None, 0) => "none".to_owned(),
            (None, given) => format!("{given} given"),
            (Some(_), 0) => "its own".to_owned(),
            (Some(_), given) => format!("its own and {} given", number_of(given, "other")),
        }
    };
    let (there, here) = (of(production), of(slot));
    let is_any = [&there, &here].iter().any(|text| text.as_str() != "none");
    is_any.then(|| SwapRow::new("managed identities", [there, here], InSwap::Stays))
}

fn last(id: &str) -> String {
    id.rsplit('/').next().unwrap_or(id).to_owned()
}
