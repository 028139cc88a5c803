//! The codes of problems, one file per room. A new code is one entry in one of these files; `slot-deploy explain` and the
//! page of codes are drawn from them.

use serde::{Deserialize, Deserializer};

use super::Code;

mod artifact;
mod attestation;
mod azure;
mod config;
mod deliver;
mod fence;
mod github;
mod http;
mod journal;
mod lint;
mod new_slot;
mod package;
mod prepare;
mod promotion;
mod proof;
mod rollback;
mod run;
mod sign_in;
mod slot_life;
mod store;
mod swap;
mod watch;

/// The codes of one room.
pub struct CodeRoom {
    /// What they are about, as a heading.
    pub title: &'static str,
    /// The codes, in the order that they are shown in.
    pub codes: &'static [Code],
}

/// All rooms, in the order of a release.
pub const ROOMS: &[CodeRoom] = &[
    CodeRoom { title: "Inputs and the run as a whole", codes: run::CODES },
    CodeRoom { title: "Configuration", codes: config::CODES },
    CodeRoom { title: "The package", codes: package::CODES },
    CodeRoom { title: "Rules of the package", codes: RULES },
    CodeRoom { title: "The artifact that the package is taken from", codes: artifact::CODES },
    CodeRoom { title: "Who built the package", codes: attestation::CODES },
    CodeRoom { title: "What an environment before has to have verified", codes: promotion::CODES },
    CodeRoom { title: "Signing in", codes: sign_in::CODES },
    CodeRoom { title: "The network", codes: http::CODES },
    CodeRoom { title: "Answers of Azure", codes: azure::CODES },
    CodeRoom { title: "GitHub", codes: github::CODES },
    CodeRoom { title: "The store", codes: store::CODES },
    CodeRoom { title: "Creating the slot", codes: new_slot::CODES },
    CodeRoom { title: "Delivering the package", codes: deliver::CODES },
    CodeRoom { title: "Proving and probing the slot", codes: proof::CODES },
    CodeRoom { title: "The slot's life", codes: slot_life::CODES },
    CodeRoom { title: "Tickets and the fence", codes: fence::CODES },
    CodeRoom { title: "Preparing the swap", codes: prepare::CODES },
    CodeRoom { title: "The swap", codes: swap::CODES },
    CodeRoom { title: "Watching production", codes: watch::CODES },
    CodeRoom { title: "Rollback", codes: rollback::CODES },
    CodeRoom { title: "The journal and runs that were cut short", codes: journal::CODES },
];

/// The rules that look for faults in a package. Each can be lowered by its name.
pub const RULES: &[Code] = lint::CODES;

impl Code {
    /// Every code that a problem can have, by room. Checks have codes of their own, in `preflight`.
    pub fn all() -> impl Iterator<Item = Code> {
        ROOMS.iter().flat_map(|room| room.codes.iter().cloned())
    }
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Ok(Self::all().find(|code| code.as_str() == text).unwrap_or_else(|| Self::of_another_version(text)))
    }
}

/// Declares codes: a constant of [`Code`] and an explanation for each, and the list of them all.
macro_rules! codes {
    ($($name:ident: $id:literal {
        title: $title:literal,
        why: $why:literal,
        fix: $fix:literal,
        $(rights: [$($right:literal),+ $(,)?],)?
    })+) => {
        impl Code {
            $(
                #[doc = $title]
                pub const $name: Code = Code::new(&crate::record::Explanation {
                    id: $id,
                    title: $title,
                    why: $why,
                    fix: $fix,
                    rights: &[$($($right),+)?],
                });
            )+
        }

        pub(super) const CODES: &[Code] = &[$(Code::$name),+];
    };
}

use codes;
