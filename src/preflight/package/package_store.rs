use std::time::Duration;

use http::Method;

use crate::azure::of_blobs;
use crate::config::show_duration;
use crate::preflight::{About, Answer, Check, Fact, Lowers, NoAccess, PreflightOptions, Survey, Weight};
use crate::record::{Explain, Explanation};
use crate::store::{Access, StoreError};

/// The container of packages is there, private, and may be read and written (facts: storage-access).
pub(in crate::preflight) struct PackageStore;

const ABOUT: About = About {
    explanation: Explanation {
        id: "package-store",
        title: "The container of packages can be used",
        why: "Delivered by package-url, a package goes into a blob container first. Whether that is there, private, and open to \
              this identity for reading and writing is tried before anything is changed, by a block that never becomes visible.",
        fix: "Where the finding names a command, run it. The identity needs the role Storage Blob Data Contributor on the container.",
        rights: &[],
    },
    reads: &[Fact::PackageAccess],
    weight: Weight::Stops,
    lowers: Lowers::Never("the package could not be uploaded"),
};

impl Check for PackageStore {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn applies(&self, options: &PreflightOptions) -> bool {
        options.package_url
    }

    fn look(&self, survey: &Survey) -> Option<Answer> {
        let package = survey.package.as_ref()?;
        Some(judge(&package.access, package.took))
    }
}

fn judge(access: &Result<Access, NoAccess>, took: Duration) -> Answer {
    match access {
        Ok(Access { is_private: Some(true) }) => Answer::fine(format!(
            "the container of packages can be read and written, which took {}",
            show_duration(took)
        )),
        Ok(Access { is_private: _ }) => {
            let needs = of_blobs(&Method::GET, "restype=container").map(|action| format!(" (it needs `{action}`)"));
            let needs = needs.unwrap_or_default();
            Answer::unwise(
                format!(
                    "the container of packages can be read and written; whether it is private could not be seen{needs}"
                ),
                "see that its public access is off",
            )
        }
        Err(NoAccess::NotAsked(fact)) => Answer::untold(format!("{fact} was not asked for"), ""),
        Err(NoAccess::Store(StoreError::Azure(error))) => {
            let says = format!("whether the container of packages can be used is unknown ({error})");
            Answer::untold(says, error.hints().into_iter().next().unwrap_or_default())
        }
        Err(NoAccess::Store(error)) => Answer::wrong(error.to_string(), error.hints().join("; ")),
    }
}
