use std::any::Any;
use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind};
use std::task::Poll;

use thiserror::Error;

thread_local! {
    /// How many contained works this thread is in.
    static DEPTH: Cell<u32> = const { Cell::new(0) };
    /// The words of the last panic in one.
    static WORDS: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Contained work ended in a panic: a fault of this program, most likely over an answer that nobody thought of.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("an internal error: {words}")]
pub struct Panicked {
    /// The words of the panic, in one line.
    pub words: String,
}

/// The output of `work`. A panic in it is an error and ends nothing else: nothing that is only measured or told may keep a bad
/// release in production.
pub async fn contained<T>(work: impl Future<Output = T>) -> Result<T, Panicked> {
    let mut work = Box::pin(work);
    poll_fn(move |context| match contained_now(|| work.as_mut().poll(context)) {
        Ok(Poll::Ready(output)) => Poll::Ready(Ok(output)),
        Ok(Poll::Pending) => Poll::Pending,
        Err(panicked) => Poll::Ready(Err(panicked)),
    })
    .await
}

/// The same for work that waits for nothing.
pub fn contained_now<T>(work: impl FnOnce() -> T) -> Result<T, Panicked> {
    DEPTH.set(DEPTH.get() + 1);
    let result = catch_unwind(AssertUnwindSafe(work));
    DEPTH.set(DEPTH.get() - 1);
    result.map_err(|panic| {
        let words = WORDS.take().unwrap_or_else(|| words_of(&*panic));
        Panicked { words: words.split_whitespace().collect::<Vec<_>>().join(" ") }
    })
}

/// For the hook that hears of every panic: notes the words of one in contained work. `false`: it is not in contained work, and
/// ends the process.
pub fn is_contained(panic: &PanicHookInfo<'_>) -> bool {
    let contained = DEPTH.get() > 0;
    if contained {
        WORDS.set(Some(panic.to_string()));
    }
    contained
}

fn words_of(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("a panic without words").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[tokio::test(start_paused = true)]
    async fn a_panic_in_contained_work_is_an_error_and_ends_nothing_else() {
        let panics = async {
            tokio::time::sleep(Duration::from_secs(1)).await;
            panic!("a number\nout of range");
        };
        let result: Result<(), Panicked> = contained(panics).await;
        let words = result.unwrap_err().to_string();
        assert!(words.contains("a number out of range"), "{words}");
        assert_eq!(contained(async { 7 }).await, Ok(7));
        assert_eq!(DEPTH.get(), 0, "what follows is not contained");
    }

    #[test]
    fn contained_work_may_hold_contained_work() {
        let outer = contained_now(|| contained_now(|| -> u8 { panic!("inner") }).is_err() && DEPTH.get() == 1);
        assert_eq!(outer, Ok(true));
    }
}
