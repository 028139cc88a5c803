//! Contents for the tests of the judgements.

use proptest::prelude::*;

use crate::record::{ContentIdentity, Digest, Foreign};

pub(super) fn ours(text: &str) -> ContentIdentity {
    ContentIdentity::Ours { digest: Digest::of(text.as_bytes()) }
}

/// Content with a history of its own.
pub(super) fn foreign(id: &str) -> ContentIdentity {
    ContentIdentity::Foreign(Foreign {
        deployment_id: Some(id.into()),
        active_scm_deployment: Some(id.into()),
        ..Foreign::default()
    })
}

pub(super) fn unknown() -> ContentIdentity {
    ContentIdentity::Unknown { reason: "503".into() }
}

/// Few enough that two of them are often the same.
pub(super) fn any_content() -> impl Strategy<Value = ContentIdentity> {
    prop_oneof![
        Just(ours("new")),
        Just(ours("old")),
        Just(ours("third")),
        Just(foreign("app")),
        Just(foreign("app__af56")),
        // Without a history: not even the same as itself.
        Just(ContentIdentity::Foreign(Foreign { deployment_id: Some("app".into()), ..Foreign::default() })),
        Just(unknown()),
    ]
}
