/// A word of a command.
#[derive(Debug, Clone, Copy)]
pub enum Word<'a> {
    /// Just this text.
    Text(&'a str),
    /// What the shell's variable of this name holds.
    Variable(&'a str),
}

impl<'a> From<&'a str> for Word<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

/// A command for a person to paste into a POSIX shell: each word is quoted where the shell would read it otherwise. Every
/// command that is printed is made here.
pub fn shell_line<'a, W: Into<Word<'a>>>(words: impl IntoIterator<Item = W>) -> String {
    let quoted = words.into_iter().map(|word| match word.into() {
        Word::Text(text) => quoted(text),
        Word::Variable(name) => format!("\"${name}\""),
    });
    quoted.collect::<Vec<_>>().join(" ")
}

/// The line that keeps in a variable what a command prints.
pub fn shell_capture<'a>(variable: &str, words: impl IntoIterator<Item = &'a str>) -> String {
    format!("{variable}=$({})", shell_line(words))
}

fn quoted(word: &str) -> String {
    // No argument of a process can hold a NUL, and none that is printed can be anything but visible text.
    let word: String = word.chars().filter(|c| !c.is_control()).collect();
    // `shlex` quotes `=` too, which means something in the first word only.
    if !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-./:=".contains(&byte)) {
        return word;
    }
    shlex::try_quote(&word).map(|quoted| quoted.into_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn plain_words_stay_as_they_are_and_the_rest_is_quoted() {
        assert_eq!(shell_line(["az", "--name", "shop-orders", "A.B=true"]), "az --name shop-orders A.B=true");
        assert_eq!(shell_line(["az", "my slot", "o'brien", "$(id)", ""]), r#"az 'my slot' "o'brien" '$(id)' ''"#);
    }

    #[test]
    fn what_one_command_prints_is_a_word_of_the_next() {
        assert_eq!(shell_capture("group", ["az", "show", "it's"]), r#"group=$(az show "it's")"#);
        assert_eq!(shell_line([Word::Text("az"), Word::Variable("group")]), r#"az "$group""#);
    }

    proptest! {
        #[test]
        fn the_shell_reads_the_words_that_were_meant(words in prop::collection::vec("\\PC{0,12}", 1..5)) {
            let line = shell_line(words.iter().map(String::as_str));
            prop_assert_eq!(shlex::split(&line), Some(words));
        }
    }
}
