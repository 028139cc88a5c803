//! A runtime of its own, whose clock jumps over waits and keeps the pace of the machine while anything is computed.

use std::future::Future;
use std::io;
use std::time::{Duration, Instant};

use tokio::sync::{mpsc, oneshot};

/// How often the clock of the runtime catches up with that of the machine.
const TICK: Duration = Duration::from_millis(5);
/// A release is a deep future.
const STACK: usize = 16 * 1024 * 1024;

/// Runs `work` to its end on such a runtime. The machine's time that passes in it passes on its clock as well, and whenever
/// nothing is computed, the clock jumps to the end of the next wait. A blocking task of the runtime keeps it from jumping.
pub(super) async fn on_jumping_clock<T, W, F>(work: W) -> io::Result<T>
where
    T: Send + 'static,
    W: FnOnce() -> F + Send + 'static,
    F: Future<Output = T>,
{
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build()?;
    let (done, result) = oneshot::channel();
    std::thread::Builder::new().name("rehearsal".to_owned()).stack_size(STACK).spawn(move || {
        let value = runtime.block_on(async {
            tokio::spawn(keep_the_machines_pace());
            work().await
        });
        // Dropping a runtime would wait for work that is no longer needed.
        runtime.shutdown_background();
        let _ = done.send(value);
    })?;
    result.await.map_err(|_| io::Error::other("the rehearsal ended without a result"))
}

async fn keep_the_machines_pace() {
    let (ticks, mut heard) = mpsc::channel(1);
    std::thread::spawn(move || {
        while ticks.blocking_send(()).is_ok() {
            std::thread::sleep(TICK);
        }
    });
    let mut last = Instant::now();
    while heard.recv().await.is_some() {
        let now = Instant::now();
        tokio::time::advance(now - last).await;
        last = now;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block_on<T>(future: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
    }

    #[test]
    fn a_wait_of_an_hour_is_jumped_over_and_counts_in_full() {
        let began = Instant::now();
        let hour = Duration::from_secs(3600);
        let waited = block_on(on_jumping_clock(move || async move {
            let start = tokio::time::Instant::now();
            tokio::time::sleep(hour).await;
            start.elapsed()
        }));
        assert!(waited.unwrap() >= hour && began.elapsed() < hour / 60);
    }

    #[test]
    fn work_off_the_runtime_takes_the_time_of_the_machine_and_no_wait_is_jumped_over_meanwhile() {
        let (computed, woke) = block_on(on_jumping_clock(|| async {
            let start = tokio::time::Instant::now();
            let waiting = async {
                tokio::time::sleep(Duration::from_secs(60)).await;
                start.elapsed()
            };
            let computing = async {
                let took = crate::http::off_runtime(|| {
                    let began = Instant::now();
                    while began.elapsed() < Duration::from_millis(60) {
                        std::hint::spin_loop();
                    }
                    began.elapsed()
                });
                (took.await, start.elapsed())
            };
            let ((took, elapsed), woke) = tokio::join!(computing, waiting);
            // The clock lags by what has passed since its last tick.
            (elapsed + 20 * TICK >= took && elapsed < Duration::from_secs(60), woke)
        }))
        .unwrap();
        assert!(computed, "no jump while it computed");
        assert!(woke >= Duration::from_secs(60));
    }
}
