use crate::preflight::{Answer, Declared, IsAbout, Placed, Survey};

pub(super) fn places(survey: &Survey, judge: impl Fn(&Declared) -> Option<Answer>) -> Vec<Placed> {
    let app = survey.production.at.app.name.as_str();
    let place = |declared: &Declared| {
        let answer = match declared.is_about(app) {
            IsAbout::This => judge(declared)?,
            IsAbout::MayBe => may_be(judge(declared)?, &which(&declared.apps)),
            IsAbout::Another => return None,
        };
        Some(Placed { file: declared.file.clone(), line: Some(declared.line), answer })
    };
    survey.infrastructure.iter().flat_map(|found| &found.declared).filter_map(place).collect()
}

/// Why it may be about another app.
fn which(apps: &[String]) -> String {
    match apps {
        [] => "the file does not say which app this is about".to_owned(),
        [name] => format!("the file calls the app `{name}`, which may be another one"),
        all => {
            let all: Vec<String> = all.iter().map(|name| format!("`{name}`")).collect();
            format!("the file is about several apps: {}", all.join(", "))
        }
    }
}

fn may_be(mut answer: Answer, which: &str) -> Answer {
    match &mut answer {
        Answer::Wrong { says, .. }
        | Answer::Unwise { says, .. }
        | Answer::Noted { says, .. }
        | Answer::Untold { says, .. }
        | Answer::Unseen { says, .. }
        | Answer::Unread { cause: says, .. } => *says += &format!("; {which}"),
        Answer::Fine(_) | Answer::Locked { .. } => {}
    }
    answer
}

pub(super) fn when_none(survey: &Survey, places: &[Placed], what: &str) -> Option<Answer> {
    let found = survey.infrastructure.as_ref().filter(|_| places.is_empty())?;
    Some(match &found.left_out {
        Some(why) => Answer::unseen(
            format!("not all of the checkout was read for what {what}: {why}"),
            "look through the files of Terraform, Bicep, ARM and azd there",
        ),
        None => Answer::fine(format!(
            "nothing in the files of Terraform, Bicep, ARM and azd ({} in the checkout) {what}",
            found.files
        )),
    })
}
