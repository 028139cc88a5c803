use std::path::PathBuf;
use std::time::Duration;

use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

/// Whether this run has to end: by SIGINT and SIGTERM, which the runner sends when a job is cancelled or times
/// out and ten seconds later kills the client (facts: cancel), by SIGHUP, which a closed terminal sends, or by a file.
#[derive(Clone, Default)]
pub struct Cancel {
    token: CancellationToken,
}

impl Cancel {
    /// Listens to the signals. As process 1 of a container, a program without handlers would ignore them, so this is the
    /// first thing that is done. Must be called within a runtime.
    #[cfg(unix)]
    pub fn by_signals() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        let cancel = Self::default();
        // Started by nohup, the run outlives its terminal.
        let hangup = (!ignores_hangup()).then(SignalKind::hangup);
        for kind in [SignalKind::interrupt(), SignalKind::terminate()].into_iter().chain(hangup) {
            let mut signals = signal(kind)?;
            let token = cancel.token.clone();
            tokio::spawn(async move {
                signals.recv().await;
                token.cancel();
            });
        }
        Ok(cancel)
    }

    /// Listens to Ctrl-C.
    #[cfg(not(unix))]
    pub fn by_signals() -> std::io::Result<Self> {
        let cancel = Self::default();
        let token = cancel.token.clone();
        tokio::spawn(async move {
            if tokio::signal::ctrl_c().await.is_ok() {
                token.cancel();
            }
        });
        Ok(cancel)
    }

    /// Requests the end as soon as there is a file at `path`, while the returned guard lives: where the client of the
    /// container engine was killed, no signal reaches the container any more.
    pub fn by_file(&self, path: PathBuf) -> AbortOnDropHandle<()> {
        let token = self.token.clone();
        AbortOnDropHandle::new(tokio::spawn(async move {
            while !path.exists() {
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
            token.cancel();
        }))
    }

    /// Requests the end.
    pub fn cancel(&self) {
        self.token.cancel();
    }

    /// Whether the end was requested.
    pub fn is_requested(&self) -> bool {
        self.token.is_cancelled()
    }

    /// Waits until the end is requested.
    pub async fn requested(&self) {
        self.token.cancelled().await;
    }
}

/// Whether SIGHUP was ignored when the process began (<https://man7.org/linux/man-pages/man5/proc_pid_status.5.html>). Where no
/// system says it, the signal is left as it was.
#[cfg(unix)]
fn ignores_hangup() -> bool {
    const HANGUP: u64 = 1;
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    ignored.is_none_or(|mask| mask & HANGUP != 0)
}
