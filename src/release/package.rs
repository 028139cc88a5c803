use super::{Source, Stop, Story};
use crate::http::off_runtime;
use crate::package::{PackOptions, Package, pack};
use crate::record::Phase;

/// Makes the package. Whatever is wrong with it ends here, before anyone signs in.
pub async fn make(source: &Source, story: &Story) -> Result<Package, Stop> {
    story.begin(Phase::Package);
    let Source { package, file, unchanged } = source.clone();
    let package = off_runtime(move || pack(&package, &file, PackOptions { unchanged }))
        .await
        .map_err(|error| Stop::invalid(&error))?;
    story.note(|record| {
        record.digest = Some(package.digest.clone());
        record.package_digest = Some(package.package_digest.clone());
        record.package.files = package.files;
        record.package.bytes = package.bytes;
    });
    if !package.stamped {
        story.warn(
            "the package does not say its own digest (`package-unchanged`): it is recognised by its deployment only",
        );
    }
    let size = show_bytes(package.bytes);
    story.finish(&format!("{} files, {size}, content {}", package.files, package.digest.short()));
    Ok(package)
}

/// A size for people.
pub fn show_bytes(bytes: u64) -> String {
    match bytes {
        0..=9_999 => format!("{bytes} bytes"),
        10_000..=999_999 => format!("{:.0} KB", bytes as f64 / 1e3),
        1_000_000..=999_999_999 => format!("{:.1} MB", bytes as f64 / 1e6),
        _ => format!("{:.2} GB", bytes as f64 / 1e9),
    }
}
