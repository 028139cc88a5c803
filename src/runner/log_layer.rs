use std::fmt::{self, Write as _};

use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;

use super::Console;
use crate::http::PROGRESS;

/// Writes `tracing` events to the console: progress in place, debug only when enabled, everything else as lines.
pub struct LogLayer {
    console: Console,
}

impl LogLayer {
    /// A layer over `console`.
    pub fn new(console: Console) -> Self {
        Self { console }
    }
}

impl<S: Subscriber> Layer<S> for LogLayer {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let target = event.metadata().target();
        // Libraries log for their own developers.
        if target != PROGRESS && !target.starts_with(env!("CARGO_CRATE_NAME")) {
            return;
        }
        let mut message = Message::default();
        event.record(&mut message);
        let (level, text) = (*event.metadata().level(), message.text);
        if target == PROGRESS {
            self.console.progress(&text);
        } else if level >= Level::DEBUG {
            self.console.debug(&text);
        } else if level == Level::INFO {
            self.console.line(&text);
        } else {
            self.console.line(&format!("warning: {text}"));
        }
    }
}

#[derive(Default)]
struct Message {
    text: String,
}

impl Visit for Message {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if field.name() == "message" {
            let _ = write!(self.text, "{value:?}");
        }
    }
}
