//! What the safety of a release rests on about Azure, GitHub and the runner. What has a source names it; everything else is
//! assumed, and a test takes it away: the release may end differently then, and never falsely.

use crate::support::source::all_files;

enum Rests {
    /// On this section of `src/docs/facts.md`.
    On(&'static str),
    /// On nothing but an assumption.
    Assumed,
}
use Rests::{Assumed, On};

/// What is taken to be so, what that rests on, and the tests in whose world it is not so.
const ASSUMPTIONS: &[(&str, Rests, &[&str])] = &[
    (
        "a side names the operation that is in progress on it",
        Assumed,
        &["an_unseen_slow_swap_whose_answer_is_lost_is_waited_for_and_watched"],
    ),
    (
        "the stamp of the last swap moves together with the content",
        Assumed,
        &["a_stamp_that_comes_when_all_is_over_does_not_close_the_way_back"],
    ),
    (
        "a swap that is answered as done was made",
        Assumed,
        &["a_swap_reported_as_done_without_effect_is_requested_once_more_and_then_abandoned"],
    ),
    (
        "a swap that was made stays made",
        On("swap-warm-up"),
        &[
            "a_swap_that_azure_reverts_at_once_ends_rolled_back_because_production_served_the_release",
            "a_swap_that_azure_reverts_during_the_watch_is_noticed_at_the_next_measurements",
        ],
    ),
    (
        "a request for a swap whose answer is lost was carried out, or was not",
        On("unconditional-swap"),
        &[
            "a_lost_swap_answer_is_resolved_by_reading_back",
            "the_swap_is_requested_again_only_after_reading_back_that_nothing_happened",
        ],
    ),
    (
        "the address of an operation tells how it stands",
        On("long-running"),
        &["polls_that_are_refused_say_nothing_about_the_swap", "lost_polls_are_resolved_by_reading_back"],
    ),
    (
        "an operation ends within the longest time that was recorded",
        On("swap-duration"),
        &["a_swap_whose_end_is_never_heard_of_needs_a_person", "another_operation_that_never_ends_needs_a_person"],
    ),
    (
        "nobody else swaps while the release does",
        Assumed,
        &[
            "another_clients_swap_and_swap_back_are_noticed_although_contents_are_the_same",
            "foreign_content_in_production_after_the_swap_needs_a_person",
        ],
    ),
    (
        "nobody else deploys to the slot between its last look and the swap",
        Assumed,
        &["content_that_came_in_between_is_taken_back_without_waiting_for_the_whole_limit"],
    ),
    (
        "the stamp in a file stands for the whole content of a side",
        Assumed,
        &[
            "production_that_was_edited_in_place_is_not_swapped_away",
            "a_hotfix_that_arrives_before_the_swap_is_read_back_is_not_swapped_away",
        ],
    ),
    (
        "an answer of a process says how old it is when it arrives",
        Assumed,
        &["an_answer_that_travels_slowly_does_not_make_an_old_process_look_young"],
    ),
    (
        "the control plane reaches the host that users reach",
        Assumed,
        &["a_host_that_only_the_control_plane_cannot_reach_is_not_down"],
    ),
    (
        "this runner reaches what users reach",
        Assumed,
        &["a_runner_that_reaches_neither_side_any_more_takes_nothing_back"],
    ),
    ("production was well before the swap", Assumed, &["what_was_down_before_the_swap_is_not_blamed_on_the_release"]),
    (
        "the former content can be recognised once it is in the slot",
        On("package-identity"),
        &["content_that_leaves_no_trace_of_its_own_has_no_way_back"],
    ),
    (
        "the state of a GitHub Deployment is what its release said last",
        On("github-rest"),
        &["what_github_makes_inactive_by_itself_is_no_word_of_a_release"],
    ),
    (
        "memos in GitHub Deployments were written by releases",
        Assumed,
        &[
            "a_memo_that_no_release_can_have_written_costs_an_hour_and_names_its_author",
            "a_forged_quarantine_names_its_author_and_is_disregarded_on_request",
        ],
    ),
    (
        "the journal was written by this run",
        Assumed,
        &["a_journal_without_the_marks_of_its_run_is_read_for_hints_alone"],
    ),
];

#[test]
fn every_assumption_has_a_source_or_a_world_in_which_it_does_not_hold() {
    let facts = crate::support::pages::doc("facts.md");
    let tests: String = all_files().iter().map(|(_, text)| text.as_str()).collect();
    for (what, rests, without) in ASSUMPTIONS {
        if let On(section) = rests {
            assert!(facts.contains(&format!("\n### {section}\n")), "{what}: there is no section {section}");
        }
        assert!(!without.is_empty(), "{what}: nothing takes it away");
        for test in *without {
            assert!(tests.contains(&format!("fn {test}(")), "{what}: there is no test {test}");
        }
    }
}
