/// A line of a file, without its comments.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// From 1.
    pub number: u32,
    /// How many brackets are open where it begins.
    pub depth: usize,
    /// Its code; strings are kept.
    pub code: String,
}

/// How a language is written, as far as brackets, strings and comments go.
#[derive(Clone, Copy)]
pub(super) struct Syntax {
    /// What begins and ends a string.
    pub quote: char,
    /// Whether `#` begins a comment, and `<<EOT` a text.
    pub is_hcl: bool,
}

/// Where the reader is.
#[derive(Clone, Copy, PartialEq)]
enum Within {
    Code,
    Text,
}

/// The lines of a file. Brackets in strings and comments do not count; those of an expression in a string do, and are closed in it.
pub(super) fn lines(text: &str, syntax: Syntax) -> Vec<Line> {
    let mut all = Vec::new();
    // What is open, the innermost last.
    let mut open = vec![Within::Code];
    let mut is_comment = false;
    let mut heredoc: Option<String> = None;
    for (number, line) in (1..).zip(text.lines()) {
        let depth = open.iter().filter(|within| **within == Within::Code).count() - 1;
        let mut code = String::new();
        if let Some(end) = &heredoc {
            if line.trim() == end {
                heredoc = None;
            }
            all.push(Line { number, depth, code });
            continue;
        }
        let mut chars = line.chars().peekable();
        while let Some(c) = chars.next() {
            let next = chars.peek().copied();
            if is_comment {
                if c == '*' && next == Some('/') {
                    chars.next();
                    is_comment = false;
                }
                continue;
            }
            if open.last() == Some(&Within::Text) {
                code.push(c);
                match c {
                    '\\' => code.extend(chars.next()),
                    '$' if next == Some('{') => {
                        code.extend(chars.next());
                        open.push(Within::Code);
                    }
                    c if c == syntax.quote => drop(open.pop()),
                    _ => {}
                }
                continue;
            }
            match (c, next) {
                ('/', Some('*')) => {
                    chars.next();
                    is_comment = true;
                    continue;
                }
                ('/', Some('/')) => break,
                ('#', _) if syntax.is_hcl => break,
                ('<', Some('<')) if syntax.is_hcl => {
                    let rest: String = chars.by_ref().collect();
                    heredoc = Some(rest.trim_start_matches(['<', '-']).trim().to_owned()).filter(|end| !end.is_empty());
                    break;
                }
                ('{' | '[' | '(', _) => open.push(Within::Code),
                ('}' | ']' | ')', _) if open.len() > 1 => drop(open.pop()),
                (c, _) if c == syntax.quote => open.push(Within::Text),
                _ => {}
            }
            code.push(c);
        }
        // A string does not go over the end of a line, except with one more quote than this reads.
        while open.last() == Some(&Within::Text) {
            open.pop();
        }
        all.push(Line { number, depth, code });
    }
    all
}

/// The lines that follow `at` and are deeper than it, it included: the block that it opens.
pub(super) fn block(lines: &[Line], at: usize) -> &[Line] {
    let depth = lines[at].depth;
    let more = lines[at + 1..].iter().take_while(|line| line.depth > depth).count();
    &lines[at..=at + more]
}

#[cfg(test)]
mod tests {
    use super::*;

    const HCL: Syntax = Syntax { quote: '"', is_hcl: true };

    #[test]
    fn brackets_in_comments_texts_and_strings_open_nothing() {
        let text = "a {\n# {\n/* {\n{ */ b = \"}${f(\"{\")}\"\nc = <<EOT\n}}}\nEOT\n}\nd\n";
        let depths: Vec<usize> = lines(text, HCL).iter().map(|line| line.depth).collect();
        assert_eq!(depths, [0, 1, 1, 1, 1, 1, 1, 1, 0]);
        assert_eq!(lines(text, HCL)[3].code.trim(), "b = \"}${f(\"{\")}\"");
    }

    #[test]
    fn a_block_ends_where_its_bracket_is_closed() {
        let all = lines("a {\n b {\n  c\n }\n d\n}\n", HCL);
        let numbers = |at: usize| block(&all, at).iter().map(|line| line.number).collect::<Vec<_>>();
        assert_eq!((numbers(1), numbers(4)), (vec![2, 3, 4], vec![5]));
    }

    #[test]
    fn closing_too_much_is_not_minded() {
        assert_eq!(lines("}\n}}\nx", HCL)[2].depth, 0);
    }
}
