//! A layer between a client and the world that counts requests, ends a client, or makes two clients take turns.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use slot_deploy::http::{Http, HttpError, Request, Response};
use tokio::sync::Notify;

use crate::support::between::Between;

/// Ends its client at a chosen request.
#[derive(Default)]
pub struct Scythe {
    /// Before which request, or after it: then the request arrives and only its answer is lost.
    at: Option<(usize, bool)>,
    /// The folder that the client writes its journal below.
    reports: PathBuf,
    seen: Mutex<Vec<usize>>,
    fallen: Notify,
}

impl Scythe {
    pub fn new(at: Option<(usize, bool)>, reports: PathBuf) -> Arc<Self> {
        Arc::new(Self { at, reports, ..Self::default() })
    }

    /// When the client ends.
    pub async fn fallen(&self) {
        self.fallen.notified().await;
    }

    /// How many lines the journal had when each request was sent.
    pub fn journal_lines(&self) -> Vec<usize> {
        self.seen.lock().unwrap().clone()
    }

    fn lines_now(&self) -> usize {
        let folders = std::fs::read_dir(&self.reports).into_iter().flatten().flatten();
        let journals = folders.filter_map(|folder| std::fs::read_to_string(folder.path().join("journal.jsonl")).ok());
        journals.map(|text| text.lines().count()).sum()
    }
}

#[async_trait::async_trait]
impl Between for Scythe {
    async fn pass(&self, request: Request, world: &Arc<dyn Http>) -> Result<Response, HttpError> {
        // Whoever ends there knows already how many there are.
        let lines = self.at.map_or_else(|| self.lines_now(), |_| 0);
        let number = {
            let mut seen = self.seen.lock().unwrap();
            seen.push(lines);
            seen.len() - 1
        };
        match self.at {
            Some((at, behind)) if at == number => {
                let world = world.clone();
                if behind {
                    tokio::spawn(async move { world.send(request).await });
                }
                self.fallen.notify_one();
                std::future::pending().await
            }
            _ => world.send(request).await,
        }
    }
}

/// Makes two clients take turns, each with so many requests at a time, in this order; when one has ended, the other has all
/// turns.
pub struct Turns {
    left: Mutex<Vec<(usize, usize)>>,
    ended: Mutex<Vec<usize>>,
    changed: Notify,
}

impl Turns {
    /// `turns`: which client, and how many requests.
    pub fn new(turns: Vec<(usize, usize)>) -> Arc<Self> {
        Arc::new(Self { left: Mutex::new(turns), ended: Mutex::default(), changed: Notify::new() })
    }

    /// One of the two.
    pub fn of(self: &Arc<Self>, who: usize) -> Arc<Turn> {
        Arc::new(Turn { turns: self.clone(), who })
    }

    /// `who` has ended.
    pub fn end(&self, who: usize) {
        self.ended.lock().unwrap().push(who);
        self.changed.notify_waiters();
    }

    fn is_free(&self, who: usize) -> bool {
        let (mut left, ended) = (self.left.lock().unwrap(), self.ended.lock().unwrap());
        left.retain(|(whose, count)| *count > 0 && !ended.contains(whose));
        match left.first_mut() {
            Some((whose, count)) if *whose == who => {
                *count -= 1;
                true
            }
            Some(_) => false,
            None => true,
        }
    }
}

/// The client that waits for its turn.
pub struct Turn {
    turns: Arc<Turns>,
    who: usize,
}

#[async_trait::async_trait]
impl Between for Turn {
    async fn pass(&self, request: Request, world: &Arc<dyn Http>) -> Result<Response, HttpError> {
        loop {
            let changed = self.turns.changed.notified();
            if self.turns.is_free(self.who) {
                self.turns.changed.notify_waiters();
                return world.send(request).await;
            }
            changed.await;
        }
    }
}
