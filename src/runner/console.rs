use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::commands::{self, neutral, neutral_line};
use super::terminal::Live;
use super::{Annotation, Level, Terminal};
use crate::http::{Redactor, Secret};

/// A progress line appears in a plain log at most this often.
const PROGRESS_EVERY: Duration = Duration::from_secs(15);

/// The reader of the console.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// The Actions runner: workflow commands, folded groups.
    Actions,
    /// A person at a terminal: colours, and one live line that is rewritten.
    Terminal,
    /// A file or a pipe: plain lines.
    Plain,
}

/// The one place that writes the log.
///
/// It never writes an accidental workflow command or a secret that the redactor knows.
#[derive(Clone)]
pub struct Console {
    inner: Arc<Mutex<Inner>>,
    redactor: Redactor,
    style: Style,
    debug: bool,
}

struct Inner {
    sink: Box<dyn Write + Send>,
    terminal: Terminal,
    live: Live,
    /// Whether the live line is on the screen now.
    is_drawn: bool,
    grouped: bool,
    last_progress: Option<Instant>,
}

impl Console {
    /// A console that writes to `sink`; `debug` lets debug lines through.
    pub fn new(sink: Box<dyn Write + Send>, style: Style, redactor: Redactor, debug: bool) -> Self {
        let inner = Inner {
            sink,
            terminal: Terminal::PLAIN,
            live: Live::default(),
            is_drawn: false,
            grouped: false,
            last_progress: None,
        };
        Self { inner: Arc::new(Mutex::new(inner)), redactor, style, debug }
    }

    /// The same for a terminal that can show more than the least.
    pub fn on(self, terminal: Terminal) -> Self {
        self.write(|inner| inner.terminal = terminal);
        self
    }

    /// Shows the live line anew, with the seconds as they are now.
    pub fn refresh(&self) {
        self.write(Inner::draw);
    }

    /// The known secrets.
    pub fn redactor(&self) -> &Redactor {
        &self.redactor
    }

    /// Its reader.
    pub fn style(&self) -> Style {
        self.style
    }

    /// A line.
    pub fn line(&self, text: &str) {
        let shown = neutral(&self.redactor.own(text));
        self.write(|inner| inner.lines(&shown));
    }

    /// Begins a fold in Actions, a heading elsewhere. Folds do not nest: an open one is closed.
    pub fn begin_group(&self, title: &str) {
        self.end_group();
        let title = neutral_line(&self.redactor.own(title));
        self.write(|inner| match self.style {
            Style::Actions => {
                inner.grouped = true;
                inner.lines(&commands::group(&title));
            }
            Style::Terminal => {
                let heading = inner.terminal.heading(&title);
                inner.lines(&heading);
                inner.live.begin(&title);
                inner.draw();
            }
            Style::Plain => inner.lines(&title),
        });
    }

    /// Ends the fold.
    pub fn end_group(&self) {
        self.write(|inner| {
            if std::mem::take(&mut inner.grouped) {
                inner.lines("::endgroup::");
            }
            inner.live.end();
            inner.clear();
        });
    }

    /// The progress of long work: rewritten in place at a terminal, occasional lines elsewhere.
    pub fn progress(&self, text: &str) {
        let shown = neutral_line(&self.redactor.own(text));
        self.write(|inner| match self.style {
            Style::Terminal => {
                inner.live.set(Some(&shown));
                inner.draw();
            }
            _ => {
                let due = inner.last_progress.is_none_or(|last| last.elapsed() >= PROGRESS_EVERY);
                if due {
                    inner.last_progress = Some(Instant::now());
                    inner.lines(&shown);
                }
            }
        });
    }

    /// A message on the run's page; outside Actions a line.
    pub fn annotate(&self, annotation: &Annotation) {
        let annotation = Annotation {
            level: annotation.level,
            title: neutral_line(&self.redactor.own(&annotation.title)),
            message: neutral(&self.redactor.own(&annotation.message)),
            file: annotation.file.as_ref().map(|file| neutral_line(&self.redactor.own(file))),
            line: annotation.line,
        };
        self.write(|inner| match self.style {
            Style::Actions => inner.lines(&commands::annotation(&annotation)),
            _ => {
                let level = match annotation.level {
                    Level::Notice => "notice",
                    Level::Warning => "warning",
                    Level::Error => "error",
                };
                inner.lines(&format!("{level}: {}: {}", annotation.title, annotation.message));
            }
        });
    }

    /// Masks `secret` in everything that this program and, in Actions, any later step writes.
    pub fn hide(&self, secret: &Secret) {
        self.redactor.learn(secret);
        if self.style == Style::Actions && !secret.expose().trim().is_empty() {
            // The one line that has to carry the secret: the runner takes it out of the log itself.
            let command = commands::mask(secret.expose());
            self.write(|inner| inner.lines(&command));
        }
    }

    /// Foreign text, such as a build log, under a title and indented.
    pub fn foreign_block(&self, title: &str, text: &str) {
        let text = neutral(&self.redactor.foreign(text));
        self.line(title);
        self.write(|inner| {
            for line in text.lines() {
                inner.lines(&format!("  | {line}"));
            }
        });
    }

    /// A debug line.
    pub fn debug(&self, text: &str) {
        if !self.debug {
            return;
        }
        let shown = neutral(&self.redactor.foreign(text));
        self.write(|inner| match self.style {
            Style::Actions => inner.lines(&commands::debug(&shown)),
            _ => inner.lines(&format!("  . {shown}")),
        });
    }

    fn write(&self, act: impl FnOnce(&mut Inner)) {
        if let Ok(mut inner) = self.inner.lock() {
            act(&mut inner);
            let _ = inner.sink.flush();
        }
    }
}

impl Inner {
    fn lines(&mut self, text: &str) {
        self.clear();
        // What was going on has come to something.
        self.live.set(None);
        let text = self.terminal.painted(text);
        // A closed log must not end a release.
        let _ = writeln!(self.sink, "{text}");
        self.draw();
    }

    fn draw(&mut self) {
        if let Some(text) = self.live.text() {
            let shown = self.terminal.row(&text);
            let _ = write!(self.sink, "\r\u{1b}[2K{shown}");
            self.is_drawn = true;
        }
    }

    fn clear(&mut self) {
        if std::mem::take(&mut self.is_drawn) {
            let _ = write!(self.sink, "\r\u{1b}[2K");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Default)]
    struct Shared(Arc<Mutex<Vec<u8>>>);

    impl Write for Shared {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    fn written(style: Style, act: impl FnOnce(&Console)) -> String {
        let shared = Shared::default();
        act(&Console::new(Box::new(shared.clone()), style, Redactor::default(), false));
        let bytes = shared.0.lock().unwrap().clone();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn a_remote_log_cannot_smuggle_workflow_commands() {
        let shown = written(Style::Actions, |console| {
            console.foreign_block("build log", "ok\n::set-output name=x::y\r::error::z\nfoo ##[add-mask]bar");
        });
        assert!(!shown.lines().any(|line| line.trim_start().starts_with("::")), "{shown}");
        assert!(!shown.contains("##["), "{shown}");
    }

    #[test]
    fn groups_are_closed_before_the_next_begins() {
        let shown = written(Style::Actions, |console| {
            console.begin_group("Sign in");
            console.begin_group("Preflight");
            console.end_group();
        });
        assert_eq!(shown, "::group::Sign in\n::endgroup::\n::group::Preflight\n::endgroup::\n");
    }

    #[test]
    fn a_hidden_secret_is_masked_for_the_runner_and_starred_in_our_own_lines() {
        let shown = written(Style::Actions, |console| {
            console.hide(&Secret::new("token-of-a-kind"));
            console.line("using token-of-a-kind");
        });
        assert_eq!(shown, "::add-mask::token-of-a-kind\nusing ***\n");
    }

    #[test]
    fn outside_actions_a_secret_is_never_written_at_all() {
        let shown = written(Style::Plain, |console| {
            console.hide(&Secret::new("token-of-a-kind"));
            console.line("using token-of-a-kind");
        });
        assert_eq!(shown, "using ***\n");
    }

    #[test]
    fn at_a_terminal_progress_is_rewritten_in_place() {
        let shown = written(Style::Terminal, |console| {
            console.progress("swap: 10 s");
            console.progress("swap: 20 s");
            console.line("swapped");
        });
        assert_eq!(shown.matches('\n').count(), 1, "{shown:?}");
    }

    /// What stands on the screen at the end, row by row.
    fn screen(shown: &str) -> Vec<String> {
        shown.split('\n').map(|row| row.rsplit("\u{1b}[2K").next().unwrap_or_default().to_owned()).collect()
    }

    #[test]
    fn at_a_terminal_a_phase_is_named_before_its_checks_and_goes_on_being_shown_below_them() {
        let shown = written(Style::Terminal, |console| {
            console.begin_group("Preflight");
            console.line("ok: the slot exists");
            console.progress("waiting for an answer: 10 s");
        });
        assert_eq!(
            screen(&shown),
            ["Preflight", "ok: the slot exists", "… Preflight 0 s · waiting for an answer: 10 s"],
            "{shown:?}"
        );
    }

    #[test]
    fn an_ended_phase_leaves_no_live_line() {
        let shown = written(Style::Terminal, |console| {
            console.begin_group("Preflight");
            console.progress("waiting for an answer: 10 s");
            console.end_group();
            console.line("✓ Preflight");
            console.refresh();
        });
        assert_eq!(screen(&shown), ["Preflight", "✓ Preflight", ""], "{shown:?}");
    }

    #[test]
    fn the_live_line_is_as_wide_as_the_terminal_whatever_its_width() {
        for (width, terminal) in [
            (30, Terminal { width: || Some(30), colours: false }),
            (100, Terminal { width: || Some(100), colours: false }),
            (200, Terminal { width: || Some(200), colours: false }),
        ] {
            let shared = Shared::default();
            let console =
                Console::new(Box::new(shared.clone()), Style::Terminal, Redactor::default(), false).on(terminal);
            console.progress(&"x".repeat(500));
            let shown = String::from_utf8(shared.0.lock().unwrap().clone()).unwrap();
            assert_eq!(screen(&shown)[0].chars().count(), width - 1, "{shown:?}");
        }
    }

    #[test]
    fn text_from_elsewhere_brings_no_colours_of_its_own() {
        let shared = Shared::default();
        let terminal = Terminal { width: || Some(80), colours: true };
        let console = Console::new(Box::new(shared.clone()), Style::Terminal, Redactor::default(), false).on(terminal);
        console.line("✗ Swap: \u{1b}[32mfine");
        let shown = String::from_utf8(shared.0.lock().unwrap().clone()).unwrap();
        assert_eq!(shown, "\u{1b}[31m✗ Swap: ·[32mfine\u{1b}[0m\n");
    }
}
