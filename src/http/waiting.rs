use std::future::Future;
use std::sync::Mutex;
use std::time::Duration;

/// Events with this target report the progress of long work.
pub const PROGRESS: &str = "progress";

/// A wait that is longer says what it waits for; real time, since people read it.
const SILENT: Duration = Duration::from_secs(5);

/// What a request waits for.
pub(super) struct Waiting {
    host: String,
    last: Mutex<Option<String>>,
}

impl Waiting {
    /// For an answer of `host`.
    pub(super) fn on(host: &str) -> Self {
        Self { host: host.to_owned(), last: Mutex::default() }
    }

    /// The last attempt failed for this reason.
    pub(super) fn failed(&self, why: &str, attempt: u32) {
        if let Ok(mut last) = self.last.lock() {
            *last = Some(format!("attempt {attempt}: {why}"));
        }
    }

    /// Does the work, and says every five seconds what it waits for.
    pub(super) async fn while_doing<T>(&self, work: impl Future<Output = T>) -> T {
        let began = tokio::time::Instant::now();
        let mut work = std::pin::pin!(work);
        loop {
            tokio::select! {
                biased;
                done = &mut work => return done,
                () = tokio::time::sleep(SILENT) => {
                    tracing::info!(target: PROGRESS, "{}", self.words(began.elapsed()));
                }
            }
        }
    }

    fn words(&self, waited: Duration) -> String {
        let last = self.last.lock().ok().and_then(|last| last.clone());
        let last = last.map(|last| format!(" ({last})")).unwrap_or_default();
        format!("waiting for an answer of {}{last}: {} s", self.host, waited.as_secs())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use tracing::field::{Field, Visit};
    use tracing_subscriber::layer::{Context, Layer, SubscriberExt};

    #[derive(Clone, Default)]
    struct Said(Arc<Mutex<Vec<String>>>);

    impl<S: tracing::Subscriber> Layer<S> for Said {
        fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
            struct Words(String);
            impl Visit for Words {
                fn record_debug(&mut self, _: &Field, value: &dyn std::fmt::Debug) {
                    self.0 = format!("{value:?}");
                }
            }
            let mut words = Words(String::new());
            event.record(&mut words);
            self.0.lock().unwrap().push(words.0);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_wait_of_more_than_five_seconds_says_what_it_waits_for() {
        let said = Said::default();
        let _guard = tracing::subscriber::set_default(tracing_subscriber::registry().with(said.clone()));
        let waiting = Waiting::on("login.test");
        waiting
            .while_doing(async {
                tokio::time::sleep(Duration::from_secs(4)).await;
                waiting.failed("the connection was refused", 1);
                tokio::time::sleep(Duration::from_secs(8)).await;
            })
            .await;
        let told = said.0.lock().unwrap().clone();
        let first = "waiting for an answer of login.test (attempt 1: the connection was refused): 5 s";
        assert_eq!(told, [first, &first.replace(": 5 s", ": 10 s")]);
        Waiting::on("login.test").while_doing(tokio::time::sleep(Duration::from_secs(4))).await;
        assert_eq!(said.0.lock().unwrap().len(), 2, "a short wait is silent");
    }
}
