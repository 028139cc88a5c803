use crate::record::{Finding, ReleaseRecord};

/// Where the checkout has the file of a finding. What a rule of the package says is about a file below its folder; `None` for one of a
/// zip, and of a folder elsewhere. All other findings name files of the checkout itself.
pub(super) fn in_the_checkout(record: &ReleaseRecord, finding: &Finding) -> Option<String> {
    let file = finding.file.as_deref()?;
    if !finding.is_of_package() {
        return Some(file.to_owned());
    }
    let folder = record.package.folder.as_deref()?;
    Some(if folder.is_empty() { file.to_owned() } else { format!("{folder}/{file}") })
}
