//! slot-deploy releases Azure Functions apps through deployment slots: without an outage, and
//! without a person watching.
//!
//! ```text
//! stage:    package -> sign in -> preflight -> deliver to the slot -> prove it is running -> probe it -> ticket
//! promote:  fence -> swap -> verify -> watch -> verified | swapped back
//! ```
//!
//! It ends in one of a few named outcomes ([`record::Outcome`]), and every surface says the same
//! one, because all are drawn from one record ([`record::ReleaseRecord`]).
//!
//! # The tour
//!
//! Read [`release`] first: its `mod.rs` is the process from top to bottom. Then, from the ground
//! up:
//!
//! | room | what it is for |
//! | --- | --- |
//! | [`http`] | the one seam for the network, the one clock, and what keeps secrets secret |
//! | [`record`] | the words that all rooms share: outcomes, phases, content identities, the record |
//! | [`judge`] | the delicate decisions as pure functions: no client, no clock, no await |
//! | [`config`] | `slot-deploy.yml`: raw YAML in, checked values out, errors with line and column |
//! | [`runner`] | the contract with the GitHub Actions runner: environment, masks, outputs, OIDC, the log |
//! | [`package`] | a folder or a zip becomes one deterministic package with a name for its content |
//! | [`github`] | GitHub Deployments through octocrab |
//! | [`azure`] | clouds, sign-in, the control plane, the SCM site, the Functions host |
//! | [`preflight`] | one file per check: what it looks at, what it says, how to mend it |
//! | [`deliver`] | how a package reaches a slot, one file per strategy |
//! | [`probe`] | asking the app, and one file per kind of assertion |
//! | [`report`] | summary, annotations, outputs, evidence: all that a person reads at the end |
//! | [`release`] | the sequence, the journal, and what is written down on the way |
//! | [`cli`] | the input table, and from what was typed to what is done |
//! | [`rehearsal`] | the simulated Azure and GitHub; a house of its own |
//! | [`rehearse`] | the one place where client and simulated world meet |
//!
//! # How data flows
//!
//! `cli` reads the environment once and hands each room what it needs. A release gathers facts
//! (`azure`, `preflight`, `probe`), asks `judge` what they mean, writes down what it intends before
//! it changes anything, reads back what came of it, and keeps all of it in the record. `report`
//! draws every surface from that record.
//!
//! # From the slot to production
//!
//! Staging ends with a [`record::Ticket`]: what was proved, and what it was proved beside. Promoting holds it against what Azure
//! says by then ([`judge::judge_fence`]); a release is both in one go and passes the same fence. Azure's swap takes no condition,
//! so what became of one is always read back from contents and stamps ([`judge::judge_swap`]), between two looks at both
//! resources. While production is watched every rule of [`judge::judge_watch`] has a file of its own; what is bad is swapped back
//! when none of the guards of [`judge::judge_way_back`] stands against it. Releases know of each other by what they write into
//! their GitHub Deployments ([`record::Memo`]).
//!
//! # When a run is cut short
//!
//! A signal cancels the one [`runner::Cancel`] that every wait looks at; the journal on disk always
//! says what had been begun. The post-step (the same binary under its second name) takes the lock
//! of the release, reads journal and Azure, [`judge`] says what is left behind, and `release::reconcile` finishes what must be
//! finished; `release::lost_run` does the same without a journal. A release that still runs beside it is asked to end, never
//! worked on.
//!
//! # The Action
//!
//! `action.yml` is written from the input table and the outputs (`tests/action.rs` holds them
//! together); `Dockerfile` makes the image; `tests/container.rs` runs it as a runner does, and
//! `.ci/run` provides what that needs.
//!
//! # The rules of the house
//!
//! - **Who may use whom.** A room uses rooms in lines below it only; `tests/rooms.rs` holds this
//!   against the code.
//!
//!   ```text
//!   main
//!   rehearse
//!   cli
//!   release
//!   deliver   preflight   probe   report
//!   azure     github      package
//!   runner    config      judge
//!   http      record                      (judge uses record only)
//!   rehearsal: apart; uses none, used by rehearse and tests only
//!   ```
//! - **Truth is read back.** After each change Azure is read to see that it happened; a lost answer
//!   is a question, not a failure, and is never answered by sending the change again. Unknown is a
//!   word we use.
//! - **The simulated world knows nothing of the client.** It is written from recordings and sources
//!   of the real services; its effects log, not the client, is asked what really happened.
//! - **One seam for the network, one for time.** Every request is an [`http::Request`] with its
//!   policy; every chosen wait goes through [`http::Pace`], so that whole releases run in virtual
//!   time.
//! - **Secrets are hidden by type** ([`http::Secret`], [`azure::AppSettings`]) and taken out of
//!   whatever is written ([`http::Redactor`]). Nothing from the workspace is executed; credentials
//!   go only to hosts that ARM named.
//! - **A new thing is one file, one line in its registry, one test**: a check in `preflight`, an
//!   assertion in `probe::assertion`, a strategy in `deliver`, a surface in `report`, an input in
//!   `cli::inputs`, a law in `rehearsal::laws`.
//! - Errors are enums of facts, one per room, with a stable code, hints as data, and the service's
//!   own words ([`record::Explain`]). Files are short and named after the one thing they hold.

pub mod azure;
pub mod cli;
pub mod config;
pub mod deliver;
pub mod github;
pub mod http;
pub mod judge;
pub mod package;
pub mod preflight;
pub mod probe;
pub mod record;
pub mod rehearsal;
pub mod rehearse;
pub mod release;
pub mod report;
pub mod runner;
