use crate::record::{EventExecutions, ExecutionCount, FunctionExecutions};

/// The executions of these functions that are surely of the new version, and those of production's former version before the
/// swap; `production` is the role that its hosts name in telemetry.
///
/// A process that took itself for production before the swap runs the former version, whatever it takes itself for after it. One
/// that takes itself for production only after the swap runs the new one: the former version starts anew, as the slot, when it
/// comes there, or else is the same process as before. Who takes itself for the slot after the swap may be either, since names
/// are stale for minutes, and counts for neither (facts: telemetry).
pub fn executions_of_release(
    counts: &[ExecutionCount],
    production: &str,
    functions: impl IntoIterator<Item = String>,
) -> Vec<FunctionExecutions> {
    let is_production = |count: &&ExecutionCount| count.role.eq_ignore_ascii_case(production);
    let former: Vec<&ExecutionCount> = counts.iter().filter(|count| !count.after).filter(is_production).collect();
    let is_new = |count: &&ExecutionCount| {
        count.after && !count.process.is_empty() && !former.iter().any(|old| old.process == count.process)
    };
    let new: Vec<&ExecutionCount> = counts.iter().filter(is_production).filter(is_new).collect();
    let mut all = EventExecutions::of(functions).functions;
    for function in &mut all {
        for count in new.iter().filter(|count| count.function.eq_ignore_ascii_case(&function.function)) {
            function.executions = function.executions.saturating_add(count.executions);
            function.failed = function.failed.saturating_add(count.failed.min(count.executions));
            // Processes work at the same times.
            function.moments = function.moments.max(count.moments);
            function.first = Some(function.first.map_or(count.first, |first| first.min(count.first)));
            function.last = function.last.max(Some(count.last));
        }
        for count in former.iter().filter(|count| count.function.eq_ignore_ascii_case(&function.function)) {
            function.before = function.before.saturating_add(count.executions);
            function.failed_before = function.failed_before.saturating_add(count.failed.min(count.executions));
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::time::Duration;
    use time::OffsetDateTime;

    fn count(role: &str, process: &str, after: bool) -> ExecutionCount {
        let first = OffsetDateTime::UNIX_EPOCH + Duration::from_secs(if after { 4_000 } else { 100 });
        ExecutionCount {
            function: "Take".to_owned(),
            role: role.to_owned(),
            process: process.to_owned(),
            after,
            executions: 10,
            failed: 4,
            moments: 5,
            first,
            last: first + Duration::from_secs(60),
        }
    }

    fn of(counts: &[ExecutionCount]) -> FunctionExecutions {
        executions_of_release(counts, "shop", ["take".to_owned()]).remove(0)
    }

    #[test]
    fn a_process_that_is_production_only_after_the_swap_runs_the_new_version() {
        let seen = of(&[count("shop", "old", false), count("Shop", "new", true)]);
        assert_eq!((seen.executions, seen.failed, seen.moments), (10, 4, 5));
        assert_eq!((seen.before, seen.failed_before), (10, 4));
    }

    #[test]
    fn a_process_that_was_production_before_the_swap_is_never_the_new_version() {
        let seen = of(&[count("shop", "old", false), count("shop", "old", true), count("shop-staging", "old", true)]);
        assert_eq!((seen.executions, seen.before), (0, 10));
    }

    #[test]
    fn a_process_that_takes_itself_for_the_slot_or_has_no_name_counts_for_neither_version() {
        let seen = of(&[count("shop-staging", "x", true), count("shop-staging", "x", false), count("shop", "", true)]);
        assert_eq!((seen.executions, seen.before), (0, 0));
    }

    #[test]
    fn the_processes_of_one_version_are_added_and_their_times_are_not() {
        let seen = of(&[count("shop", "a", true), count("shop", "b", true)]);
        assert_eq!((seen.executions, seen.failed, seen.moments), (20, 8, 5));
    }

    proptest! {
        #[test]
        fn no_execution_before_the_swap_and_none_of_another_role_is_the_new_versions(
            rows in prop::collection::vec((0usize..3, 0usize..3, any::<bool>()), 0..12),
        ) {
            let (roles, processes) = (["shop", "shop-staging", "other"], ["a", "b", ""]);
            let rows: Vec<ExecutionCount> =
                rows.iter().map(|(role, process, after)| count(roles[*role], processes[*process], *after)).collect();
            let possible = rows.iter().filter(|row| row.after && row.role == "shop").count() as u64 * 10;
            let seen = of(&rows);
            prop_assert!(seen.executions <= possible && seen.failed <= seen.executions);
        }
    }
}
