use super::{Code, codes};

codes! {
    JOURNAL_UNWRITABLE: "journal-unwritable" {
        title: "The journal cannot be written",
        why: "Each change is written to a journal on disk before it is requested, so that a release can be finished after a \
              crash. Without a journal nothing is changed.",
        fix: "Free some space, or set `report` to a writable folder.",
    }
    JOURNAL_INCOMPLETE: "journal-incomplete" {
        title: "What the run left behind is damaged or incomplete",
        why: "The run was cut short, and its journal or its record is missing, cannot be read, was changed, or contradicts \
              itself; or it does not bear the mark of the run's key, so that another process of the job may have written it. It does \
              not prove that production was not changed, so nothing is concluded from it and nothing is \
              changed in Azure. The recovery reads both sides and reports them. The damaged files stay as they were found; \
              the report of the recovery is in the folder `recovery` beside them.",
        fix: "Compare what both sides hold, by the report or in the portal, with the release that should serve users, before \
              anything else is deployed or swapped. Keep the damaged files when you want to find out what changed them.",
    }
    CUT_SHORT: "cut-short" {
        title: "The run was cut short",
        why: "It has no recorded end: it was killed, or the runner was lost. The recovery read back its state.",
        fix: "The report says what both sides hold now. Release again when production was not changed.",
    }
}
