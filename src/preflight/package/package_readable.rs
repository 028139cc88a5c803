use crate::azure::{AppSettings, BlobReaders, PackageReader, READER_SETTING, SiteRef};
use crate::preflight::{About, Answer, Check, Fact, Lowers, PackageSurvey, PreflightOptions, SideFact, Survey, Weight};
use crate::record::{Explanation, shell_line};

const WHAT: &str = "whether both sides may read the package";
const ROLE: &str = "Storage Blob Data Reader";

/// The identities of both sides may read the package: they do not move in a swap, so production reads it by its own
/// (facts: what-moves; facts: package-identity).
pub(in crate::preflight) struct PackageReadable;

const ABOUT: About = About {
    explanation: Explanation {
        id: "package-readable",
        title: "Both sides may read the package",
        why: "Delivered by package-url, an app reads its package from the blob container by its managed identity, at every \
              start. Managed identities stay with their side in a swap: one that may not read would show first when \
              production does not start.",
        fix: "Give the identity of production and that of the slot the role Storage Blob Data Reader on the container.",
        rights: &[
            "Microsoft.Authorization/roleAssignments/read",
            "Microsoft.Authorization/roleDefinitions/read",
            "Microsoft.Resources/subscriptions/resources/read",
        ],
    },
    reads: &[
        Fact::Production(SideFact::Site),
        Fact::Production(SideFact::Settings),
        Fact::Slot(SideFact::Site),
        Fact::Slot(SideFact::Settings),
        Fact::StickySettings,
        Fact::PackageReaders,
    ],
    weight: Weight::StopsUnless("the role assignments cannot be read"),
    lowers: Lowers::Yes,
};

impl Check for PackageReadable {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn applies(&self, options: &PreflightOptions) -> bool {
        options.package_url
    }

    fn look(&self, survey: &Survey) -> Option<Answer> {
        let package = survey.package.as_ref()?;
        let readers = match readers_of_both(survey)? {
            Ok(readers) => readers,
            Err(unread) => return Some(unread),
        };
        let sides = [&survey.production.at, &survey.slot_at];
        let mut untold = None;
        for (side, reader) in sides.into_iter().zip(&readers) {
            match judge(package, side, reader) {
                Answer::Fine(_) => {}
                wrong @ Answer::Wrong { .. } => return Some(wrong),
                other => untold = untold.or(Some(other)),
            }
        }
        Some(untold.unwrap_or_else(|| Answer::fine("the identities of both sides may read the package")))
    }
}

/// The readers of production after the swap and of the slot; when the facts that name them are unknown, the answer that says
/// so. `None` without a slot.
fn readers_of_both(survey: &Survey) -> Option<Result<[PackageReader; 2], Answer>> {
    let slot = survey.slot.as_ref()?;
    let (production, of_slot) = match survey.both_settings(WHAT)? {
        Ok(settings) => settings,
        Err(unread) => return Some(Err(unread)),
    };
    let sticky = match &survey.sticky {
        Ok(sticky) => sticky,
        Err(error) => return Some(Err(Answer::unread(WHAT, error))),
    };
    // The setting moves, and the identities stay.
    let after: &AppSettings = if sticky.is_sticky(READER_SETTING) { production } else { of_slot };
    Some(Ok([
        PackageReader::of(after, &survey.production.site.identities),
        PackageReader::of(of_slot, &slot.site.identities),
    ]))
}

fn judge(package: &PackageSurvey, side: &SiteRef, reader: &PackageReader) -> Answer {
    match reader {
        PackageReader::NoOwn => Answer::wrong(
            format!("{side} has no managed identity, so it could not read the package"),
            format!(
                "give it one, and the role {ROLE} on the container: {}",
                side.command("functionapp identity assign", &[])
            ),
        ),
        PackageReader::NotGiven(id) => Answer::wrong(
            format!("{READER_SETTING} names the identity {id}, which {side} does not have"),
            format!("give it that identity: {}", side.command("functionapp identity assign", &["--identities", id])),
        ),
        PackageReader::Unseen => Answer::untold(
            format!("{WHAT} could not be told: {READER_SETTING} of {side} is a reference whose value is not seen here"),
            format!("set {READER_SETTING} to the resource id of the identity"),
        ),
        PackageReader::Identity(principal) => match &package.readers {
            Ok(Some(readers)) if readers.include(principal) => Answer::fine(""),
            Ok(Some(readers)) => Answer::wrong(
                format!("the identity of {side} ({principal}) may not read the container of packages"),
                format!("give it the role {ROLE}: {}", grant(readers, principal)),
            ),
            Ok(None) => Answer::untold(
                format!(
                    "{WHAT} could not be told: the storage account of the container is not in the app's subscription"
                ),
                format!("see that the identity {principal} has the role {ROLE} on the container"),
            ),
            Err(error) => Answer::unread(WHAT, error),
        },
    }
}

fn grant(readers: &BlobReaders, principal: &str) -> String {
    let words = ["az", "role", "assignment", "create", "--role", ROLE];
    let whom = ["--assignee-object-id", principal, "--assignee-principal-type", "ServicePrincipal"];
    shell_line(words.into_iter().chain(whom).chain(["--scope", readers.scope.as_str()]))
}
