use std::io::{Read, Write};
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use ring::rand::{SecureRandom, SystemRandom};
use thiserror::Error;

use super::app::{App, Sides};
use super::proof::Proof;
use super::{Setup, Story};
use crate::azure::{SiteRef, read_settings_mark};
use crate::package::Package;
use crate::preflight::Survey;
use crate::record::{Digest, Explain, ProbePhase, Ticket, TicketProbes, TicketSites};

/// An approval that takes longer is one for something that nobody remembers.
const LIFE: Duration = Duration::from_secs(24 * 60 * 60);
/// No ticket is larger, unpacked.
const LARGEST: u64 = 4 * 1024 * 1024;

/// A ticket cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the ticket cannot be read: {0}")]
pub struct TicketError(String);

impl Explain for TicketError {
    fn code(&self) -> &'static str {
        "ticket-unreadable"
    }

    fn hints(&self) -> Vec<String> {
        vec![
            "give the output `ticket` of the step that staged: `ticket: ${{ needs.stage.outputs.ticket }}`; an empty one \
             means that it did not end `staged`"
                .to_owned(),
        ]
    }
}

/// Writes the ticket for what was staged: what the slot was proved to run, and what it was proved beside.
pub async fn issue(
    setup: &Setup,
    story: &Story,
    app: &App,
    sides: &Sides,
    survey: &Survey,
    package: &Package,
    proof: &Proof,
) -> Ticket {
    let key = new_key();
    let settings = read_settings_mark(&sides.production, &sides.slot, &key).await;
    let settings = settings
        .map_err(|error| story.warn(&format!("nothing will show whether settings drift until the swap: {error}")))
        .ok();
    let record = story.snapshot();
    let on_slot = record.probes.iter().filter(|probe| probe.phase == ProbePhase::Stage);
    let (all, passed) = (on_slot.clone().count() as u32, on_slot.filter(|probe| probe.is_good()).count() as u32);
    let issued = setup.pace.wall();
    Ticket {
        schema: Ticket::SCHEMA,
        tool: record.tool,
        release: record.id,
        sites: sites(app),
        digest: package.digest.clone(),
        commit: record.commit,
        slot: proof.slot.content.sealed(),
        production: survey.production_identity.content.sealed(),
        swap_stamp: survey.production.swap.stamp.clone(),
        settings,
        functions: proof.functions.clone(),
        probes: TicketProbes { passed, all },
        repository: setup.run.repository.clone(),
        run: setup.run.run_id.clone(),
        attempt: setup.run.attempt.clone(),
        issued,
        expires: issued + LIFE,
    }
}

/// The two sides as tickets name them.
pub fn sites(app: &App) -> TicketSites {
    let digest = |site: &SiteRef| Digest::of(site.path().to_lowercase().as_bytes());
    TicketSites { slot: digest(&app.slot), target: digest(&app.target) }
}

/// A key for one mark; it need not stay secret, only be nobody's choice.
pub fn new_key() -> String {
    let mut key = [0; 16];
    // Without randomness the mark still shows every change.
    let _ = SystemRandom::new().fill(&mut key);
    BASE64_URL_SAFE_NO_PAD.encode(key)
}

/// The ticket as an output: base64url of deflated JSON.
pub fn encode(ticket: &Ticket) -> String {
    let json = serde_json::to_vec(ticket).unwrap_or_default();
    let mut deflate = DeflateEncoder::new(Vec::new(), Compression::best());
    // Writing to memory does not fail.
    let _ = deflate.write_all(&json);
    BASE64_URL_SAFE_NO_PAD.encode(deflate.finish().unwrap_or_default())
}

/// Reads a ticket as it was given out.
pub fn decode(text: &str) -> Result<Ticket, TicketError> {
    let packed = BASE64_URL_SAFE_NO_PAD
        .decode(text.trim())
        .map_err(|error| TicketError(format!("it is no base64url ({error})")))?;
    let mut json = Vec::new();
    let read = DeflateDecoder::new(packed.as_slice()).take(LARGEST).read_to_end(&mut json);
    read.map_err(|_| TicketError("it is cut off or damaged".to_owned()))?;
    let ticket: Ticket =
        serde_json::from_slice(&json).map_err(|error| TicketError(format!("it holds something else ({error})")))?;
    match ticket.schema {
        Ticket::SCHEMA => Ok(ticket),
        other => Err(TicketError(format!("it has the form {other}, and this version reads {}", Ticket::SCHEMA))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{ContentIdentity, Foreign, FunctionSet};
    use proptest::prelude::*;
    use time::OffsetDateTime;

    fn ticket() -> Ticket {
        let of = |id: &str| ContentIdentity::Foreign(Foreign { deployment_id: Some(id.into()), ..Foreign::default() });
        Ticket {
            schema: Ticket::SCHEMA,
            tool: "slot-deploy".into(),
            release: "sd-1".into(),
            sites: TicketSites { slot: Digest::of(b"a"), target: Digest::of(b"b") },
            digest: Digest::of(b"content"),
            commit: Some("abc".into()),
            slot: ContentIdentity::Ours { digest: Digest::of(b"content") },
            production: of("shop-orders__af56").sealed(),
            swap_stamp: None,
            settings: None,
            functions: FunctionSet::default(),
            probes: TicketProbes { passed: 2, all: 3 },
            repository: None,
            run: None,
            attempt: None,
            issued: OffsetDateTime::UNIX_EPOCH,
            expires: OffsetDateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn a_ticket_reads_its_own_writing_and_is_fit_for_an_output() {
        let text = encode(&ticket());
        assert_eq!(decode(&text).unwrap(), ticket());
        assert!(text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b)), "{text}");
    }

    #[test]
    fn what_is_no_ticket_says_why_and_where_to_get_one() {
        for text in ["", "nonsense!", "AAAA", &encode(&ticket())[..40]] {
            let error = decode(text).unwrap_err();
            assert!(error.hints()[0].contains("needs.stage.outputs.ticket"), "{error}");
        }
        let error = decode(&encode(&Ticket { schema: 9, ..ticket() })).unwrap_err();
        assert!(error.to_string().contains("form 9"), "{error}");
    }

    proptest! {
        #[test]
        fn no_input_breaks_the_reader(text in "[A-Za-z0-9_-]{0,200}") {
            let _ = decode(&text);
        }
    }
}
