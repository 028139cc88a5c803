use super::used_connections::used_connections;
use crate::preflight::{About, Answer, Check, Fact, Lowers, SideFact, Survey, Weight};
use crate::record::{Explanation, FunctionSet};

const WHAT: &str = "whether the connections that an identity opens are whole";

/// A connection that an identity is to open says all that it needs, and nothing counts before it (facts: identity-connections).
pub(in crate::preflight) struct ConnectionForm;

const ABOUT: About = About {
    explanation: Explanation {
        id: "connection-form",
        title: "A connection that an identity opens is whole",
        why: "The host opens a connection by an identity where settings behind its name say where it leads, and nothing is set by the \
              name itself: a text there counts, and the identity is never used. A blob trigger needs the addresses of blobs and of \
              queues, Durable Functions those of queues and tables too, unless the name of the account is given.",
        fix: "Take away the text, or what stands behind the name; or set what is missing.",
        rights: &[
            "Microsoft.Web/sites/config/list/Action",
            "Microsoft.Web/sites/slots/config/list/Action",
            "Microsoft.Web/sites/config/Read",
            "Microsoft.Web/sites/functions/Read",
            "Microsoft.Web/sites/slots/functions/Read",
        ],
    },
    reads: &[
        Fact::Production(SideFact::Functions),
        Fact::Production(SideFact::Settings),
        Fact::Production(SideFact::ConnectionStrings),
        Fact::Slot(SideFact::Functions),
        Fact::Slot(SideFact::Settings),
        Fact::Slot(SideFact::ConnectionStrings),
        Fact::StickySettings,
    ],
    weight: Weight::StopsWhenStrict,
    lowers: Lowers::Yes,
};

impl Check for ConnectionForm {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn look(&self, survey: &Survey) -> Option<Answer> {
        let (functions, unread) = survey.listed_functions(WHAT);
        Some(match (judge(&functions, survey)?, unread) {
            (Answer::Fine(_), Some(unread)) => unread,
            (answer, _) => answer,
        })
    }

    fn look_at_functions(&self, functions: &FunctionSet, survey: &Survey) -> Option<Answer> {
        judge(functions, survey)
    }
}

fn judge(functions: &FunctionSet, survey: &Survey) -> Option<Answer> {
    let after = match survey.after_swap(WHAT)? {
        Ok(after) => after,
        Err(unread) => return Some(unread),
    };
    let (mut says, mut fixes) = (Vec::new(), Vec::new());
    for (name, used) in used_connections(functions, after.configuration()) {
        let behind: Vec<String> = used.opening.behind.iter().map(|suffix| format!("{name}__{suffix}")).collect();
        if used.opening.has_text && !behind.is_empty() {
            says.push(format!("`{name}` is set, and counts before `{}`: no identity is used", behind.join("`, `")));
            fixes.push(format!("take away `{name}`, or what stands behind it"));
        }
        for need in used.needs.iter().filter(|need| used.opening.is_by_identity() && !used.opening.has(need)) {
            let wanted: Vec<String> = need.iter().map(|setting| format!("`{name}__{setting}`")).collect();
            says.push(format!("`{name}` is opened by an identity, and has none of {}", wanted.join(", ")));
            fixes.push(format!("set one of {}", wanted.join(", ")));
        }
    }
    if says.is_empty() {
        return Some(Answer::fine("every connection that an identity opens is whole"));
    }
    Some(Answer::wrong(format!("production after the swap: {}", says.join("; ")), fixes.join("; ")))
}
