use std::time::{Duration, Instant};

use anstyle::{AnsiColor, Style as Colour};
use unicode_width::UnicodeWidthChar;

/// The width where a terminal does not tell its own.
const USUAL_WIDTH: usize = 80;

/// What a terminal can show.
#[derive(Debug, Clone, Copy)]
pub struct Terminal {
    /// How many columns it has now, if it tells.
    pub width: fn() -> Option<usize>,
    /// Whether it shows colours.
    pub colours: bool,
}

impl Terminal {
    /// One that shows as little as possible.
    pub const PLAIN: Self = Self { width: || None, colours: false };

    /// As much of a text as fits into one row. The last column stays empty: some terminals begin a new row in it.
    pub fn row(&self, text: &str) -> String {
        let room = (self.width)().unwrap_or(USUAL_WIDTH).saturating_sub(1);
        let columns = |c: char| c.width().unwrap_or(0);
        if text.chars().map(columns).sum::<usize>() <= room {
            return text.to_owned();
        }
        let mut used = 1;
        let fits = |c: &char| {
            used += columns(*c);
            used <= room
        };
        let head: String = text.chars().take_while(fits).collect();
        if room == 0 { String::new() } else { head + "…" }
    }

    /// Lines in the colour that their first word asks for.
    pub fn painted(&self, text: &str) -> String {
        if !self.colours {
            return text.to_owned();
        }
        let lines: Vec<String> = text.split('\n').map(|line| in_colour(line, colour_of(line))).collect();
        lines.join("\n")
    }

    /// A heading.
    pub fn heading(&self, title: &str) -> String {
        if self.colours { in_colour(title, Colour::new().bold()) } else { title.to_owned() }
    }
}

fn colour_of(line: &str) -> Colour {
    let line = line.trim_start();
    let begins = |words: &[&str]| words.iter().any(|word| line.starts_with(word));
    let colour = if begins(&["✓", "✅"]) {
        AnsiColor::Green
    } else if begins(&["✗", "❌", "error:", "failed:"]) {
        AnsiColor::Red
    } else if begins(&["⚠", "warning:", "failed ("]) {
        AnsiColor::Yellow
    } else if begins(&["ok:"]) {
        return Colour::new().dimmed();
    } else {
        return Colour::new();
    };
    colour.on_default()
}

fn in_colour(text: &str, colour: Colour) -> String {
    if text.is_empty() { String::new() } else { format!("{colour}{text}{colour:#}") }
}

/// The line at the bottom that is rewritten: the running phase with its seconds, and what is going on in it.
#[derive(Debug, Default)]
pub(super) struct Live {
    phase: Option<(String, Instant)>,
    progress: Option<String>,
}

impl Live {
    pub(super) fn begin(&mut self, title: &str) {
        *self = Self { phase: Some((title.to_owned(), Instant::now())), progress: None };
    }

    pub(super) fn end(&mut self) {
        *self = Self::default();
    }

    /// What is going on; `None`: it is over.
    pub(super) fn set(&mut self, progress: Option<&str>) {
        self.progress = progress.map(str::to_owned);
    }

    /// Its text, if there is anything to be shown.
    pub(super) fn text(&self) -> Option<String> {
        let phase = self.phase.as_ref().map(|(title, since)| format!("… {title} {}", shown(since.elapsed())));
        match (phase, &self.progress) {
            (Some(phase), Some(progress)) => Some(format!("{phase} · {progress}")),
            (phase, progress) => phase.or_else(|| progress.clone()),
        }
    }
}

fn shown(elapsed: Duration) -> String {
    match elapsed.as_secs() {
        seconds @ 0..=59 => format!("{seconds} s"),
        seconds => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use unicode_width::UnicodeWidthStr;

    const COLOURED: Terminal = Terminal { width: || Some(40), colours: true };

    #[test]
    fn good_bad_and_doubtful_lines_have_their_colours_and_others_none() {
        assert_eq!(COLOURED.painted("✓ Swap"), "\u{1b}[32m✓ Swap\u{1b}[0m");
        assert_eq!(COLOURED.painted("warning: a\nplain"), "\u{1b}[33mwarning: a\u{1b}[0m\nplain");
        assert_eq!(COLOURED.painted("✗ Swap"), "\u{1b}[31m✗ Swap\u{1b}[0m");
        assert_eq!(Terminal::PLAIN.painted("✗ Swap"), "✗ Swap");
    }

    #[test]
    fn a_long_phase_shows_minutes() {
        assert_eq!(
            (shown(Duration::from_secs(59)), shown(Duration::from_secs(61))),
            ("59 s".into(), "1 min 1 s".into())
        );
    }

    proptest! {
        #[test]
        fn a_row_never_reaches_the_last_column(text in "\\PC{0,200}") {
            prop_assert!(COLOURED.row(&text).width() < 40);
        }

        #[test]
        fn a_text_that_fits_is_shown_whole(text in "[a-z ]{0,39}") {
            prop_assert_eq!(COLOURED.row(&text), text);
        }
    }
}
