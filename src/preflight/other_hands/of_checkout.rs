use crate::preflight::{Answer, Declared, Placed, Survey};

/// What a check says of each thing that files of the checkout say of this app, or may say of it.
pub(super) fn places(survey: &Survey, judge: impl Fn(&Declared) -> Option<Answer>) -> Vec<Placed> {
    let app = survey.production.at.app.name.as_str();
    let is_ours = |declared: &&Declared| declared.app.as_deref().is_none_or(|name| name.eq_ignore_ascii_case(app));
    let declared = survey.infrastructure.iter().flat_map(|found| &found.declared).filter(is_ours);
    let place = |declared: &Declared| {
        Some(Placed { file: declared.file.clone(), line: Some(declared.line), answer: judge(declared)? })
    };
    declared.filter_map(place).collect()
}

/// The answer of a check that found no such place. `None` without a checkout, and where it found one.
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
