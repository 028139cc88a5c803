//! How deep lists and mappings may lie in each other: what is opened thousands of times costs the parser the square of that before it
//! is refused (`[[[[…`). A parser that refuses it at once is asked first, as for `slot-deploy.yml`.

use saphyr_parser::Parser;

/// With fewer brackets than that nothing is too deep.
const BRACKETS: usize = 128;

/// Whether a source is nested too deep; whatever else is wrong with it is not said here.
pub(super) fn is_too_deep(source: &str) -> bool {
    let brackets = source.bytes().filter(|byte| matches!(byte, b'[' | b'{'));
    if brackets.take(BRACKETS).count() < BRACKETS {
        return false;
    }
    let mut events = Parser::new_from_str(source);
    let wrong = events.find_map(Result::err);
    wrong.is_some_and(|error| error.info().contains("recursion"))
}
