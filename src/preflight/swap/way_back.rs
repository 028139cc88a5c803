use crate::judge::no_way_back;
use crate::preflight::{About, Answer, Check, Fact, Lowers, SideFact, Survey, Weight};
use crate::record::{ContentIdentity, Explanation};

/// A bad release could be rolled back by a swap: asked before anything is changed, by the judgement that decides it later.
pub(in crate::preflight) struct WayBack;

const ABOUT: About = About {
    explanation: Explanation {
        id: "way-back",
        title: "A bad release could be rolled back",
        why: "A swap back is made only to content that is proved to be what production served before. Content that was not \
              deployed through the SCM site (portal editor, FTP, MSDeploy) leaves no trace that only it has, so that a bad \
              release would stay in production until a person acts.",
        fix: "Deploy the former version once through the SCM site (a zip deployment, or a release by slot-deploy); or release \
              while a person watches.",
        rights: &["Microsoft.Web/sites/publish/Action"],
    },
    reads: &[Fact::Production(SideFact::Content)],
    weight: Weight::StopsWhenStrict,
    lowers: Lowers::Yes,
};

impl Check for WayBack {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn look(&self, survey: &Survey) -> Option<Answer> {
        let content = &survey.production.identity.content;
        if matches!(content, ContentIdentity::Unknown { .. }) {
            // The check of what production runs stops the release.
            return None;
        }
        Some(match no_way_back(content) {
            None => Answer::fine(format!("a swap back would give production {content} again")),
            Some(why) => {
                let says = format!("a bad release could not be rolled back by a swap: {why}");
                let fix = "deploy the former version once through the SCM site, or release while a person watches: without a \
                           rollback a bad release stays in production";
                Answer::wrong(says, fix)
            }
        })
    }
}
