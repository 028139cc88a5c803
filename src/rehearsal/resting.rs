//! Who runs a world on a clock that jumps has to know when an answer waits for that clock, and when the world computes.

use std::fmt;
use std::sync::Arc;

type Hears = Arc<dyn Fn(Change) + Send + Sync>;

/// What an answer begins or ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It waits for the clock, or for ever.
    Rests,
    /// It goes on.
    GoesOn,
}

/// Hears of answers that wait; nobody by default.
#[derive(Clone, Default)]
pub struct Resting(Option<Hears>);

impl Resting {
    /// Tells `hears`.
    pub fn tell(hears: impl Fn(Change) + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(hears)))
    }

    /// An answer waits until the value is dropped.
    pub(crate) fn begin(&self) -> Rest {
        self.say(Change::Rests);
        Rest(self.clone())
    }

    fn say(&self, change: Change) {
        if let Some(hears) = &self.0 {
            hears(change);
        }
    }
}

impl fmt::Debug for Resting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "told" } else { "untold" })
    }
}

/// An answer that waits.
pub(crate) struct Rest(Resting);

impl Drop for Rest {
    fn drop(&mut self) {
        self.0.say(Change::GoesOn);
    }
}

/// Keeps the clock from jumping while the value lives: what happens outside the process takes real time.
pub struct Awake(#[expect(dead_code, reason = "its end is what is waited for")] std::sync::mpsc::Sender<()>);

impl Awake {
    /// From now on. A clock that jumps stands still while a blocking task of its runtime runs.
    pub fn now() -> Self {
        let (awake, ended) = std::sync::mpsc::channel();
        tokio::task::spawn_blocking(move || {
            let _ = ended.recv();
        });
        Self(awake)
    }
}
