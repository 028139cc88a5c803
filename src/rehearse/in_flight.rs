use std::sync::{Arc, Mutex, PoisonError};

use rehearsal::resting::{Awake, Change, Resting};

use crate::http::{Http, HttpError, Request, Response};

/// The requests that are on their way. While one is, and the world does not let it wait, the clock must not jump: its bytes are
/// in sockets, which the runtime does not see as work.
#[derive(Default)]
pub(super) struct InFlight {
    counts: Mutex<Counts>,
}

#[derive(Default)]
struct Counts {
    sent: usize,
    resting: usize,
    /// While one is on its way and does not rest.
    awake: Option<Awake>,
}

impl InFlight {
    /// What the world is to tell of its answers.
    pub(super) fn hears(self: &Arc<Self>) -> Resting {
        let here = self.clone();
        Resting::tell(move |change| match change {
            Change::Rests => here.change(|counts| counts.resting += 1),
            Change::GoesOn => here.change(|counts| counts.resting = counts.resting.saturating_sub(1)),
        })
    }

    /// A client whose requests are counted.
    pub(super) fn counting(self: &Arc<Self>, client: Arc<dyn Http>) -> Arc<dyn Http> {
        Arc::new(Counting { client, in_flight: self.clone() })
    }

    fn change(&self, by: impl FnOnce(&mut Counts)) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        by(&mut counts);
        let is_busy = counts.sent > counts.resting;
        match (&counts.awake, is_busy) {
            (None, true) => counts.awake = Some(Awake::now()),
            (Some(_), false) => counts.awake = None,
            _ => {}
        }
    }
}

struct Counting {
    client: Arc<dyn Http>,
    in_flight: Arc<InFlight>,
}

#[async_trait::async_trait]
impl Http for Counting {
    async fn send(&self, request: Request) -> Result<Response, HttpError> {
        let _sent = Sent::new(&self.in_flight);
        self.client.send(request).await
    }
}

/// A request that is on its way, also when nobody waits for its answer any more.
struct Sent<'a>(&'a InFlight);

impl<'a> Sent<'a> {
    fn new(in_flight: &'a InFlight) -> Self {
        in_flight.change(|counts| counts.sent += 1);
        Self(in_flight)
    }
}

impl Drop for Sent<'_> {
    fn drop(&mut self) {
        self.0.change(|counts| counts.sent -= 1);
    }
}
