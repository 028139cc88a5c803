use std::time::Duration;

/// The first wait between two looks at something that goes on.
const FIRST: Duration = Duration::from_millis(250);

/// The waits between looks at something that goes on: short at first, since much is over at once, and growing to the longest.
#[derive(Debug, Clone)]
pub struct Growing {
    next: Duration,
    longest: Duration,
}

impl Growing {
    /// Grows to `longest`.
    pub fn to(longest: Duration) -> Self {
        Self { next: FIRST.min(longest), longest }
    }

    /// Does not grow.
    pub fn always(wait: Duration) -> Self {
        Self { next: wait, longest: wait }
    }

    /// The next wait.
    pub fn wait(&mut self) -> Duration {
        let wait = self.next;
        self.next = (wait * 3 / 2).min(self.longest);
        wait
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_begin_at_a_quarter_of_a_second_and_grow_to_the_longest() {
        let longest = Duration::from_secs(5);
        let mut growing = Growing::to(longest);
        let waits: Vec<Duration> = (0..12).map(|_| growing.wait()).collect();
        assert_eq!(waits[0], Duration::from_millis(250));
        assert!(waits.windows(2).all(|pair| pair[0] <= pair[1] && pair[1] <= pair[0] * 3 / 2));
        assert_eq!(waits[11], longest);
    }
}
