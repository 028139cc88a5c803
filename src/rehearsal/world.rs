use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use time::OffsetDateTime;

use super::clock::Clock;
use super::custom_handler::CustomHandlers;
use super::doors::{self, Incoming, Reply, Service};
use super::faults::{Seen, What, striking};
use super::laws::{jwt, redeployed, settle};
use super::state::{Effect, RequestEntry, State};

/// How a world is run.
#[derive(Debug, Clone)]
pub struct WorldOptions {
    /// The wall time at its start.
    pub wall: OffsetDateTime,
    /// How many times faster than the runtime's clock it runs.
    pub speed: u32,
    /// The factor on all its latencies.
    pub scale: f64,
    /// Host and port that it is reached at, as they stand in URLs.
    pub authority: String,
    /// Whether custom handlers of deployed apps are started; else their answers are scripted.
    pub run_apps: bool,
}

/// A simulated Azure and GitHub. Cheap to clone; all clones are the same world.
#[derive(Clone)]
pub struct World {
    inner: Arc<Inner>,
}

struct Inner {
    clock: Clock,
    authority: String,
    state: Mutex<State>,
    handlers: Option<CustomHandlers>,
}

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
    /// Starts a world.
    pub fn new(state: State, options: WorldOptions) -> Self {
        Self {
            inner: Arc::new(Inner {
                clock: Clock::new(options.wall, options.speed, options.scale),
                authority: options.authority,
                state: Mutex::new(state),
                handlers: options.run_apps.then(CustomHandlers::default),
            }),
        }
    }

    /// Its clock.
    pub fn clock(&self) -> &Clock {
        &self.inner.clock
    }

    /// Where it is reached, as `https://…`.
    pub fn origin(&self) -> String {
        format!("https://{}", self.inner.authority)
    }

    /// The runner of custom handlers, where apps are really run.
    pub fn handlers(&self) -> Option<&CustomHandlers> {
        self.inner.handlers.as_ref()
    }

    /// Its state, brought up to the present.
    pub fn state(&self) -> MutexGuard<'_, State> {
        // A panic in a door is a bug, but the world's plain data is still worth reading.
        let mut state = self.inner.state.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        settle(&mut state, &self.inner.clock, self.inner.clock.now());
        state
    }

    /// What really happened, from the beginning.
    pub fn effects(&self) -> Vec<Effect> {
        self.state().effects.iter().map(|entry| entry.effect.clone()).collect()
    }

    /// Answers a request, as the service it is meant for would.
    pub async fn handle(&self, request: Request<Bytes>) -> Answer {
        let mut incoming = Incoming::read(request);
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
            None => Answer::Response(self.respond(&incoming).await),
        };
        self.leave(number, &answer);
        answer
    }

    /// Writes the request down and finds the fault that strikes it.
    fn arrive(&self, incoming: &Incoming) -> (u64, Option<What>) {
        let now = self.inner.clock.now();
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
        let aged = incoming.bearer().filter(has_expired).and_then(|token| jwt::expired(token, self.inner.clock.now()));
        if let Some(value) = aged.and_then(|token| format!("Bearer {token}").parse().ok()) {
            incoming.headers.insert(http::header::AUTHORIZATION, value);
        }
    }

    async fn respond(&self, incoming: &Incoming) -> Response<Bytes> {
        let Reply { mut response, delay } = doors::answer(self, incoming).await;
        self.pass(delay).await;
        let date = doors::http_date(self.inner.clock.now());
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

    async fn pass(&self, duration: Duration) {
        self.inner.clock.pass(self.inner.clock.latency(duration)).await;
    }
}
