//! A request's way through the world: it is written down, a fault may strike it, a door answers it.

use bytes::Bytes;
use http::{Request, Response};

use super::World;
use super::doors::{self, Incoming, Reply, Service};
use super::faults::{Seen, What, striking};
use super::laws::{jwt, redeployed};
use super::state::RequestEntry;

/// What a request comes to.
pub enum Answer {
    /// An answer.
    Response(Response<Bytes>),
    /// The connection is cut.
    Reset,
    /// The answer's head and half of its body come, then the connection is cut.
    Truncated(Response<Bytes>),
    /// Nothing comes, ever.
    Never,
}

impl World {
    /// Answers a request, as the service it is meant for would.
    pub async fn handle(&self, request: Request<Bytes>) -> Answer {
        let mut incoming = Incoming::read(request).with_accounts(|name| self.state().storage.contains_key(name));
        let (number, fault) = self.arrive(&incoming);
        if fault == Some(What::TokenExpired) {
            self.state().expired_tokens.extend(incoming.bearer().map(str::to_owned));
        }
        if fault == Some(What::SlotRedeployed) {
            redeployed::by_somebody(&mut self.state(), self.clock().now());
        }
        self.age_token(&mut incoming);
        self.pass(incoming.service.latency()).await;
        let answer = match &fault {
            Some(What::Status { status, body, content_type, retry_after }) => {
                let (body, content_type) = (body.as_deref(), content_type.as_deref());
                Answer::Response(doors::faulted(incoming.service, *status, body, content_type, *retry_after))
            }
            Some(What::ResetBefore) => Answer::Reset,
            Some(after) => {
                if *after == What::Duplicate {
                    self.respond(&incoming).await;
                }
                let reply = self.respond(&incoming).await;
                self.pass(after.delay()).await;
                self.spoilt(incoming.service, reply, after)
            }
            None if doors::cuts(&self.state(), &incoming, self.clock().now()) => Answer::Reset,
            None => Answer::Response(self.respond(&incoming).await),
        };
        self.leave(number, &answer);
        answer
    }

    /// Writes the request down and finds the fault that strikes it.
    fn arrive(&self, incoming: &Incoming) -> (u64, Option<What>) {
        let now = self.clock().now();
        let mut state = self.state();
        let path = incoming.path_and_query();
        let place = doors::place(&state, incoming);
        let seen = Seen {
            slot: place.as_ref().map(|place| place.slot_name()),
            service: incoming.service.name(),
            method: incoming.method.as_str(),
            path: &path,
            after_swap: state.switched() > 0,
            while_swapped: state.switched() % 2 == 1,
        };
        let fault = match incoming.service {
            Service::Control => None,
            _ => striking(&mut state.faults, &seen),
        };
        let entry = RequestEntry {
            at: now,
            service: incoming.service.name().to_owned(),
            method: incoming.method.to_string(),
            path: incoming.path.clone(),
            slot: seen.slot.map(str::to_owned),
            status: None,
            faulted: fault.is_some(),
        };
        (state.requests.push(entry), fault)
    }

    /// A token that a fault let expire comes as one whose time is over, so that each door says its own of it.
    fn age_token(&self, incoming: &mut Incoming) {
        let has_expired = |token: &&str| self.state().expired_tokens.contains(*token);
        let aged = incoming.bearer().filter(has_expired).and_then(|token| jwt::expired(token, self.clock().now()));
        if let Some(value) = aged.and_then(|token| format!("Bearer {token}").parse().ok()) {
            incoming.headers.insert(http::header::AUTHORIZATION, value);
        }
    }

    async fn respond(&self, incoming: &Incoming) -> Response<Bytes> {
        let Reply { mut response, delay } = doors::answer(self, incoming).await;
        self.pass(delay).await;
        let date = doors::http_date(self.clock().now() + doors::clock_ahead(&self.state(), incoming));
        if let Ok(date) = date.parse() {
            response.headers_mut().entry(http::header::DATE).or_insert(date);
        }
        response
    }

    fn spoilt(&self, service: Service, mut response: Response<Bytes>, fault: &What) -> Answer {
        match fault {
            What::StatusAfter { status } => Answer::Response(doors::faulted(service, *status, None, None, None)),
            What::ResetAfter => Answer::Reset,
            What::Never => Answer::Never,
            What::Truncate => Answer::Truncated(response),
            What::WrongContentType => {
                let html = http::HeaderValue::from_static("text/html; charset=utf-8");
                response.headers_mut().insert(http::header::CONTENT_TYPE, html);
                Answer::Response(response)
            }
            _ => Answer::Response(response),
        }
    }

    fn leave(&self, number: u64, answer: &Answer) {
        if let (Some(entry), Answer::Response(response)) = (self.state().requests.get_mut(number), answer) {
            entry.status = Some(response.status().as_u16());
        }
    }
}
