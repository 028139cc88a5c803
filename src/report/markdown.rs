//! Markdown that shows exactly the given text: text from elsewhere cannot end a table
//! cell, open a tag, mention a person or link an issue.

use crate::record::{is_invisible, visible};

/// Text within a line.
pub(super) fn text(text: &str) -> String {
    let mut shown = String::new();
    for c in text.chars() {
        match c {
            '<' => shown.push_str("&lt;"),
            '>' => shown.push_str("&gt;"),
            '&' => shown.push_str("&amp;"),
            '@' => shown.push_str("&#64;"),
            '#' => shown.push_str("&#35;"),
            '|' | '`' | '*' | '_' | '[' | ']' | '\\' | '~' | '$' => {
                shown.push('\\');
                shown.push(c);
            }
            '\n' | '\r' => shown.push(' '),
            c if is_invisible(c) => shown.push('·'),
            c => shown.push(c),
        }
    }
    shown
}

/// A sentence of ours with names in back-ticks. Unpaired back-ticks are shown as they are.
pub(super) fn words(sentence: &str) -> String {
    let parts: Vec<&str> = sentence.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return text(sentence);
    }
    let shown = parts.iter().enumerate().map(|(index, part)| match index % 2 {
        0 => text(part),
        _ => code(part),
    });
    shown.collect()
}

/// Short text in a code span.
pub(super) fn code(text: &str) -> String {
    let flat: String = text.chars().map(|c| if is_invisible(c) { ' ' } else { c }).collect();
    // In a table a bar ends the cell even in a code span; a back-tick would end the span.
    let flat = flat.replace('`', "'").replace('|', "\\|");
    if flat.trim().is_empty() { "–".to_owned() } else { format!("`{}`", flat.trim()) }
}

/// A link, or its name alone where the address is not one of the web. The address cannot end the link or a table cell.
pub(super) fn link(name: &str, url: &str) -> String {
    const PLAIN: &str = "-._~/:?=&%#@+,;!$";
    let is_web = ["https://", "http://"].iter().any(|scheme| url.starts_with(scheme));
    if !is_web {
        return text(name);
    }
    let mut shown = String::new();
    for c in url.chars() {
        if c.is_ascii_alphanumeric() || PLAIN.contains(c) {
            shown.push(c);
        } else {
            let mut bytes = [0; 4];
            c.encode_utf8(&mut bytes).bytes().for_each(|byte| shown += &format!("%{byte:02X}"));
        }
    }
    format!("[{}]({shown})", text(name))
}

/// A block of code, with a fence that its text cannot close.
pub(super) fn block(text: &str) -> String {
    let text = visible(text);
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}\n{}\n{fence}\n", text.trim_end())
}

/// A table of rendered cells.
pub(super) fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let head: Vec<String> = head.iter().map(|cell| (*cell).to_owned()).collect();
    let rule = format!("|{}\n", " --- |".repeat(head.len()));
    rows.iter().fold(line(&head) + &rule, |table, row| table + &line(row))
}

/// A folded section.
pub(super) fn details(title: &str, body: &str) -> String {
    format!("<details><summary>{}</summary>\n\n{body}\n</details>\n", text(title))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_text_cannot_break_out_of_its_cell_or_call_anyone() {
        assert_eq!(text("a|b <img> @you #1 `x`\nz"), "a\\|b &lt;img&gt; &#64;you &#35;1 \\`x\\` z");
        assert_eq!(code("a`b|c\nd"), "`a'b\\|c d`");
        assert_eq!(words("set `slot` to <x>"), "set `slot` to &lt;x&gt;");
        assert_eq!(words("one ` alone"), "one \\` alone");
        assert_eq!(
            link("a]b", "https://hub.test/o/r) <b>|[x](https://evil.test \"é"),
            "[a\\]b](https://hub.test/o/r%29%20%3Cb%3E%7C%5Bx%5D%28https://evil.test%20%22%C3%A9)"
        );
        assert_eq!(link("run", "javascript:alert(1)"), "run");
        assert!(block("```\nx").starts_with("````\n"));
    }
}
