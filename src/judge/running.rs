use crate::record::RunningEvidence;

/// Whether the deployed content runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RunningVerdict {
    /// Every instance that answered started after the delivery had ended.
    Runs,
    /// Some started before and run the former content. A restart fixes that.
    Stale {
        /// Their ids.
        instances: Vec<String>,
    },
    /// None answered.
    NoneSeen,
}

/// Judges the instances that answered. A process that started before the delivery ended may hold
/// the former content in memory even when the new files lie there (facts: run-from-package: restart
/// before the pointer is written).
pub fn judge_running(evidence: &RunningEvidence) -> RunningVerdict {
    if evidence.instances.is_empty() {
        return RunningVerdict::NoneSeen;
    }
    let stale: Vec<String> = evidence
        .instances
        .iter()
        .filter(|instance| instance.started < evidence.delivery_ended)
        .map(|instance| instance.id.clone())
        .collect();
    if stale.is_empty() { RunningVerdict::Runs } else { RunningVerdict::Stale { instances: stale } }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Instance;
    use proptest::prelude::*;
    use time::{Duration, OffsetDateTime};

    fn evidence(starts: &[i64]) -> RunningEvidence {
        let delivery_ended = OffsetDateTime::UNIX_EPOCH;
        RunningEvidence {
            delivery_ended,
            instances: starts
                .iter()
                .map(|seconds| Instance {
                    id: format!("i{seconds}"),
                    started: delivery_ended + Duration::seconds(*seconds),
                })
                .collect(),
        }
    }

    #[test]
    fn one_instance_older_than_the_delivery_means_not_running() {
        assert_eq!(judge_running(&evidence(&[5, 9])), RunningVerdict::Runs);
        let stale = RunningVerdict::Stale { instances: vec!["i-1".into()] };
        assert_eq!(judge_running(&evidence(&[5, -1])), stale);
        assert_eq!(judge_running(&evidence(&[])), RunningVerdict::NoneSeen);
    }

    proptest! {
        #[test]
        fn content_runs_only_when_an_instance_answered_and_none_is_older(starts in proptest::collection::vec(-5..5i64, 0..4)) {
            let runs = judge_running(&evidence(&starts)) == RunningVerdict::Runs;
            prop_assert_eq!(runs, !starts.is_empty() && starts.iter().all(|start| *start >= 0));
        }
    }
}
