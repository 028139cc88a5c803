use std::io::{Read, Write};

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use thiserror::Error;

use super::{Code, Explain, Ticket};

/// The largest accepted ticket, unpacked.
const LARGEST: u64 = 4 * 1024 * 1024;

/// A ticket cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the ticket cannot be read: {0}")]
pub struct TicketError(String);

impl Explain for TicketError {
    fn code(&self) -> Code {
        Code::TICKET_UNREADABLE
    }

    fn hints(&self) -> Vec<String> {
        vec![
            "give the output `ticket` of the step that staged: `ticket: ${{ needs.stage.outputs.ticket }}`; an empty one \
                means that the step did not end `staged`"
                .to_owned(),
        ]
    }
}

impl Ticket {
    /// The ticket as an output of the step: base64url of deflated JSON.
    pub fn to_text(&self) -> String {
        let json = serde_json::to_vec(self).unwrap_or_default();
        let mut deflate = DeflateEncoder::new(Vec::new(), Compression::best());
        // Writing to memory does not fail.
        let _ = deflate.write_all(&json);
        BASE64_URL_SAFE_NO_PAD.encode(deflate.finish().unwrap_or_default())
    }

    /// The text that the seal is over: all but the seal itself.
    pub fn to_be_sealed(&self) -> String {
        serde_json::to_string(&Ticket { seal: None, ..self.clone() }).unwrap_or_default()
    }

    /// Reads a ticket as [`Ticket::to_text`] gave it out.
    pub fn from_text(text: &str) -> Result<Ticket, TicketError> {
        let packed = BASE64_URL_SAFE_NO_PAD
            .decode(text.trim())
            .map_err(|error| TicketError(format!("it is not base64url ({error})")))?;
        let mut json = Vec::new();
        let read = DeflateDecoder::new(packed.as_slice()).take(LARGEST).read_to_end(&mut json);
        read.map_err(|_| TicketError("it is cut off or damaged".to_owned()))?;
        let ticket: Ticket = serde_json::from_slice(&json)
            .map_err(|error| TicketError(format!("it contains something else ({error})")))?;
        match ticket.schema {
            Ticket::SCHEMA => Ok(ticket),
            other => Err(TicketError(format!("it has the form {other}, and this version reads {}", Ticket::SCHEMA))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{ContentIdentity, Digest, Foreign, FunctionSet, TicketProbes, TicketSites};
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
            build: None,
            commit: Some("abc".into()),
            slot: ContentIdentity::Ours { digest: Digest::of(b"content") },
            production: of("shop-orders__af56").sealed(),
            swap_stamp: None,
            proof: None,
            files: None,
            settings: None,
            plans: None,
            functions: FunctionSet::default(),
            held: Vec::new(),
            held_by: Vec::new(),
            held_before: Vec::new(),
            after: None,
            probes: TicketProbes { passed: 2, all: 3 },
            asks: None,
            repository: None,
            run: None,
            attempt: None,
            issued: OffsetDateTime::UNIX_EPOCH,
            expires: OffsetDateTime::UNIX_EPOCH,
            seal: None,
        }
    }

    #[test]
    fn a_ticket_survives_a_round_trip_and_fits_into_an_output() {
        let text = ticket().to_text();
        assert_eq!(Ticket::from_text(&text).unwrap(), ticket());
        assert!(text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b)), "{text}");
    }

    #[test]
    fn an_invalid_ticket_is_reported_with_the_reason_and_the_fix() {
        for text in ["", "nonsense!", "AAAA", &ticket().to_text()[..40]] {
            let error = Ticket::from_text(text).unwrap_err();
            assert!(error.hints()[0].contains("needs.stage.outputs.ticket"), "{error}");
        }
        let error = Ticket::from_text(&Ticket { schema: 9, ..ticket() }.to_text()).unwrap_err();
        assert!(error.to_string().contains("form 9"), "{error}");
    }

    proptest! {
        #[test]
        fn no_input_breaks_the_reader(text in "[A-Za-z0-9_-]{0,200}") {
            let _ = Ticket::from_text(&text);
        }
    }
}
