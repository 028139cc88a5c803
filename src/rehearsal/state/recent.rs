use std::collections::VecDeque;

/// The newest of things that happen again and again, oldest first; older ones are forgotten, so that a world can be asked for
/// days.
#[derive(Debug, Clone)]
pub struct Recent<T>(VecDeque<T>);

/// So many are kept.
const KEPT: usize = 100_000;

impl<T> Default for Recent<T> {
    fn default() -> Self {
        Self(VecDeque::new())
    }
}

impl<T> Recent<T> {
    /// Keeps one more.
    pub fn keep(&mut self, one: T) {
        self.0.push_back(one);
        if self.0.len() > KEPT {
            self.0.pop_front();
        }
    }

    /// All that are kept.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.0.iter()
    }
}
