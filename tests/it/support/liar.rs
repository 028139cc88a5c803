//! A layer between a client and the world that repeats old answers.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use slot_deploy::http::{Http, HttpError, Request, Response};

use crate::support::between::Between;

/// Which answers are repeated, and from when; always until the next swap request.
#[derive(Clone, Copy)]
pub struct Lie {
    pub about: fn(&Request) -> bool,
    /// From this swap on, and not from a call.
    pub from_swap: Option<usize>,
}

/// Stores the last true answer to each request and repeats it from some moment on.
pub struct Liar {
    lie: Lie,
    lies: bool,
    begun: AtomicBool,
    swaps: AtomicUsize,
    /// How many swaps had been asked for when it began.
    swaps_before: AtomicUsize,
    known: Mutex<HashMap<(String, String), Response>>,
}

impl Liar {
    /// With `lies` unset it forwards everything.
    pub fn new(lie: Lie, lies: bool) -> Arc<Self> {
        Arc::new(Self {
            lie,
            lies,
            begun: AtomicBool::new(false),
            swaps: AtomicUsize::new(0),
            swaps_before: AtomicUsize::new(0),
            known: Mutex::default(),
        })
    }

    /// From now on it repeats the answers so far.
    pub fn begin(&self) {
        self.swaps_before.store(self.swaps.load(Ordering::Relaxed), Ordering::Relaxed);
        self.begun.store(true, Ordering::Relaxed);
    }

    fn count(&self, request: &Request) {
        if request.method == "POST" && request.url.path().ends_with("/slotsswap") {
            let asked = self.swaps.fetch_add(1, Ordering::Relaxed) + 1;
            if self.lie.from_swap == Some(asked) {
                self.begin();
            }
        }
    }

    fn is_lying(&self) -> bool {
        let since = self.swaps.load(Ordering::Relaxed) - self.swaps_before.load(Ordering::Relaxed);
        self.lies && self.begun.load(Ordering::Relaxed) && since == 0
    }
}

#[async_trait::async_trait]
impl Between for Liar {
    async fn pass(&self, request: Request, world: &Arc<dyn Http>) -> Result<Response, HttpError> {
        self.count(&request);
        if !(self.lie.about)(&request) {
            return world.send(request).await;
        }
        let question = (request.method.to_string(), request.url.to_string());
        let known = self.known.lock().unwrap().get(&question).cloned();
        if let Some(answer) = known.filter(|_| self.is_lying()) {
            return Ok(answer);
        }
        let answer = world.send(request).await?;
        if !self.begun.load(Ordering::Relaxed) {
            self.known.lock().unwrap().insert(question, answer.clone());
        }
        Ok(answer)
    }
}
