use crate::azure::NetworkAccess;
use crate::preflight::{About, Answer, Check, Fact, Lowers, PreflightOptions, Reach, SideFact, Survey, Unread, Weight};
use crate::record::Explanation;

/// This machine can reach the slot's SCM site, by which a package reaches it.
pub(in crate::preflight) struct ScmReachable;

const ABOUT: About = About {
    explanation: Explanation {
        id: "scm-reachable",
        title: "This runner can reach the slot's SCM site",
        why: "`zip-deploy`, `site-package` and a build on the server go by way of the SCM site. It has access restrictions of its own, \
              and where public network access is off only a private endpoint leads to it. An address that it keeps out is answered 403. \
              That says nothing about the app.",
        fix: "Allow the runner's address in the SCM site's access restrictions, run the job on a self-hosted runner inside the network, \
              or give a `storage-container`: `strategy: package-url` needs nothing of the SCM site.",
        rights: &[],
    },
    reads: &[Fact::Slot(SideFact::Site), Fact::Slot(SideFact::ScmReach), Fact::Slot(SideFact::Config)],
    weight: Weight::StopsUnless("the package is delivered by its URL"),
    lowers: Lowers::Never("the package could not be sent"),
};

impl Check for ScmReachable {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn applies(&self, options: &PreflightOptions) -> bool {
        !options.package_url
    }

    fn look(&self, survey: &Survey) -> Option<Answer> {
        let slot = survey.slot.as_ref()?;
        let host = &slot.site.hosts.scm;
        Some(match &slot.scm_reach {
            Ok(Reach::Yes(_)) => Answer::fine(format!("{host} answers")),
            Ok(Reach::Forbidden) => {
                let (why, fix) = cause(slot.config.as_ref().map(|config| config.network));
                Answer::wrong(format!("{host} answers 403: {why}"), fix)
            }
            Ok(Reach::No(why)) => Answer::untold(
                format!("whether this runner reaches {host} is not known: {why}"),
                "run `check` again, since an SCM site that slept needs up to two minutes; a runner without a way to it has to be one \
                 inside the network",
            ),
            Err(unread) => Answer::unread("whether this runner reaches the SCM site", unread),
        })
    }
}

/// What keeps a runner out, and which one is let in.
fn cause(network: Result<NetworkAccess, &Unread>) -> (&'static str, &'static str) {
    const BY_URL: &str = "run the job on a self-hosted runner inside the virtual network, or give a `storage-container`, since \
        `strategy: package-url` needs nothing of the SCM site";
    match network {
        Ok(NetworkAccess { is_public: Some(false), .. }) => {
            ("public network access is off, so that only a private endpoint leads there", BY_URL)
        }
        Ok(NetworkAccess { has_scm_rules: true, .. }) => (
            "the access restrictions of the SCM site keep this runner out",
            "allow this runner's address in the access restrictions of the SCM site, run the job on a self-hosted runner inside the \
             network, or give a `storage-container`, since `strategy: package-url` needs nothing of the SCM site",
        ),
        Ok(_) | Err(_) => ("access restrictions or a private endpoint keep this runner out", BY_URL),
    }
}
