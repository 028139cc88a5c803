/// Takes a command line apart as .NET does: at blanks outside double quotes; a backslash counts only before a quote. Single quotes
/// and everything that a shell knows are plain characters (facts: scm-endpoints).
pub fn split(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let (mut quoted, mut backslashes) = (false, 0);
    let mut characters = line.chars().peekable();
    while let Some(character) = characters.next() {
        if character == '\\' {
            backslashes += 1;
            continue;
        }
        let is_quote = character == '"';
        let kept = if is_quote { backslashes / 2 } else { backslashes };
        let is_escaped = is_quote && backslashes % 2 == 1;
        backslashes = 0;
        if kept > 0 {
            word.get_or_insert_default().push_str(&"\\".repeat(kept));
        }
        match character {
            '"' if is_escaped => word.get_or_insert_default().push('"'),
            // Two of them within quotes stand for one.
            '"' if quoted && characters.peek() == Some(&'"') => {
                characters.next();
                word.get_or_insert_default().push('"');
            }
            '"' => {
                quoted = !quoted;
                word.get_or_insert_default();
            }
            ' ' | '\t' if !quoted => words.extend(word.take()),
            other => word.get_or_insert_default().push(other),
        }
    }
    if backslashes > 0 {
        word.get_or_insert_default().push_str(&"\\".repeat(backslashes));
    }
    words.extend(word);
    words
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn quotes_keep_together_and_nothing_else_means_anything() {
        for (line, expected) in [
            ("  a  b\tc ", &["a", "b", "c"][..]),
            (r#"bash -c "a b" ''"#, &["bash", "-c", "a b", "''"]),
            (r#"a"b c"d """#, &["ab cd", ""]),
            (r#""say ""hi""" \"x\" c:\dir\ "#, &["say \"hi\"", "\"x\"", r"c:\dir\"]),
            ("a && b | c > d", &["a", "&&", "b", "|", "c", ">", "d"]),
            ("", &[]),
        ] {
            assert_eq!(split(line), expected, "{line}");
        }
    }
}
