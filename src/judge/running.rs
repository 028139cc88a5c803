use crate::record::{Instance, RunningEvidence};

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
    /// Some started so close to the end of the delivery that no clock tells which came first. A restart decides it.
    Unordered {
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
    let all = || evidence.instances.iter().filter(|instance| instance.started < evidence.delivery_ended);
    let is_older = |instance: &&Instance| {
        let latest = instance.started_latest.unwrap_or(instance.started);
        latest < evidence.delivery_ended_earliest.unwrap_or(evidence.delivery_ended)
    };
    let ids = |instances: &mut dyn Iterator<Item = &Instance>| instances.map(|instance| instance.id.clone()).collect();
    if all().next().is_none() {
        RunningVerdict::Runs
    } else if all().any(|instance| is_older(&instance)) {
        RunningVerdict::Stale { instances: ids(&mut all().filter(is_older)) }
    } else {
        RunningVerdict::Unordered { instances: ids(&mut all()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use time::{Duration, OffsetDateTime};

    fn evidence(starts: &[i64]) -> RunningEvidence {
        let delivery_ended = OffsetDateTime::UNIX_EPOCH;
        RunningEvidence {
            delivery_ended,
            delivery_ended_earliest: None,
            instances: starts
                .iter()
                .map(|seconds| Instance {
                    id: format!("i{seconds}"),
                    started: delivery_ended + Duration::seconds(*seconds),
                    started_latest: None,
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

    #[test]
    fn what_no_clock_can_order_is_neither_fresh_nor_stale() {
        let at = |millis: i64| OffsetDateTime::UNIX_EPOCH + Duration::milliseconds(millis);
        let judged = |ended: [i64; 2], started: [i64; 2]| {
            judge_running(&RunningEvidence {
                delivery_ended_earliest: Some(at(ended[0])),
                delivery_ended: at(ended[1]),
                instances: vec![Instance {
                    id: "i".to_owned(),
                    started: at(started[0]),
                    started_latest: Some(at(started[1])),
                }],
            })
        };
        let instances = vec!["i".to_owned()];
        assert_eq!(judged([0, 1000], [1000, 1200]), RunningVerdict::Runs);
        assert_eq!(judged([0, 1000], [900, 1100]), RunningVerdict::Unordered { instances: instances.clone() });
        assert_eq!(judged([0, 1000], [-50, 10]), RunningVerdict::Unordered { instances: instances.clone() });
        assert_eq!(judged([0, 1000], [-300, -100]), RunningVerdict::Stale { instances });
    }

    proptest! {
        #[test]
        fn content_runs_only_when_an_instance_answered_and_none_is_older(starts in proptest::collection::vec(-5..5i64, 0..4)) {
            let runs = judge_running(&evidence(&starts)) == RunningVerdict::Runs;
            prop_assert_eq!(runs, !starts.is_empty() && starts.iter().all(|start| *start >= 0));
        }
    }
}
