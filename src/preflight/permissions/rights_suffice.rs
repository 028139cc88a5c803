use crate::azure::{Arm, On, Rights, RoleFor, SiteRef, Without, permissions_for};
use crate::preflight::{
    About, Answer, Check, Fact, Lowers, PreflightOptions, Reading, SideFact, Survey, Unread, Weight,
    conclude as conclude_finding,
};
use crate::record::{Explanation, Finding};

/// The identity may do on both sides what the command does, as far as the table of permissions and Azure's list of its rights say.
pub(in crate::preflight) struct RightsSuffice;

const ABOUT: About = About {
    explanation: Explanation {
        id: "rights-suffice",
        title: "The identity may do what the release does later",
        why: "A right that is missing for the upload or for the swap would end the release half way, with the slot changed.",
        fix: "Give the identity the actions that are named, on the app; `slot-deploy check --role-json` prints the whole role.",
        rights: &["Microsoft.Authorization/permissions/read"],
    },
    reads: &[Fact::Production(SideFact::Rights), Fact::Slot(SideFact::Rights)],
    weight: Weight::StopsUnless("the rights cannot be read"),
    lowers: Lowers::Yes,
};

/// What no caller lacks that has read the resource: an answer without it is not the whole list.
const HAD: &str = "Read";

/// The actions that are missing, each with its side.
#[derive(Default)]
struct Missing {
    /// Without which the command does not succeed.
    needed: Vec<String>,
    /// Without which it succeeds, and what it then lacks.
    useful: Vec<(String, &'static str)>,
}

impl Check for RightsSuffice {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn look(&self, survey: &Survey) -> Option<Answer> {
        // What is allowed on the app is allowed on a slot that it does not have yet.
        let of_slot = match &survey.slot {
            Some(slot) => &slot.rights,
            None if survey.options.creates_slot => &survey.production.rights,
            None => return None,
        };
        let sides = [
            missing(&survey.slot_at, of_slot, &survey.options),
            missing(&survey.production.at, &survey.production.rights, &survey.options),
        ];
        Some(conclude(sides, &survey.options))
    }
}

/// What Azure's list of the rights on both sides says, for what is done without a survey.
pub async fn look_at_rights(arm: &Arm, [target, slot]: [SiteRef; 2], options: PreflightOptions) -> Finding {
    let (of_target, of_slot) = tokio::join!(Rights::read(arm, &target), Rights::read(arm, &slot));
    let sides = [
        missing(&slot, &of_slot.map_err(Unread::from), &options),
        missing(&target, &of_target.map_err(Unread::from), &options),
    ];
    conclude_finding(&RightsSuffice, conclude(sides, &options), &options)
}

/// The actions that are not allowed on this side; or why they are unknown.
fn missing(side: &SiteRef, rights: &Reading<Rights>, options: &PreflightOptions) -> Result<Missing, Answer> {
    let (of, on) = match side.slot {
        Some(_) => ("Microsoft.Web/sites/slots", On::Slot),
        None => ("Microsoft.Web/sites", On::Production),
    };
    let rights = match rights {
        Err(unread) => return Err(Answer::unread("whether the identity may do what the release does later", unread)),
        Ok(rights) if !rights.allow(&format!("{of}/{HAD}")) => {
            let says =
                format!("Azure's list of this identity's rights on {side} lacks even what it just did ({of}/{HAD})");
            return Err(Answer::untold(says, ""));
        }
        Ok(rights) => rights,
    };
    let (mut missing, ways) = (Missing::default(), options.ways());
    let of_side = permissions_for(options.role_for, &ways).filter(|permission| permission.on == on);
    for permission in of_side.filter(|permission| !rights.allow(permission.action)) {
        let action = format!("`{}` on {side}", permission.action);
        match permission.without(options.role_for, &ways) {
            Some(Without::Stops) if permission.instead.is_some_and(|instead| rights.allow(instead)) => {
                missing.useful.push((action, "its host is asked with its master key"));
            }
            Some(Without::Stops) => missing.needed.push(action),
            Some(Without::Less(what)) => missing.useful.push((action, what)),
            None => {}
        }
    }
    Ok(missing)
}

fn conclude(sides: [Result<Missing, Answer>; 2], options: &PreflightOptions) -> Answer {
    let needed: Vec<&str> = sides.iter().flatten().flat_map(|side| &side.needed).map(String::as_str).collect();
    if !needed.is_empty() {
        let needed = needed.join(", ");
        return Answer::wrong(
            format!("the identity lacks {needed}, which `{}` needs", options.role_for),
            format!(
                "give the identity {needed} (the whole role: `slot-deploy check --role-json`); a role that was just assigned can \
                 take several minutes to count"
            ),
        );
    }
    let useful: Vec<&(String, &str)> = sides.iter().flatten().flat_map(|side| &side.useful).collect();
    if !useful.is_empty() {
        let says: Vec<String> = useful.iter().map(|(action, what)| format!("without {action}, {what}")).collect();
        let actions: Vec<&str> = useful.iter().map(|(action, _)| action.as_str()).collect();
        return Answer::unwise(says.join("; "), format!("give the identity {}", actions.join(", ")));
    }
    let unknown = sides.into_iter().find_map(Result::err);
    unknown.unwrap_or_else(|| {
        Answer::fine(match options.role_for {
            RoleFor::Check => "the identity may look; whether it may release was not asked (`for: check`)",
            _ => "the identity may upload, restart and swap",
        })
    })
}
