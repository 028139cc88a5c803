//! slot-deploy releases Azure Functions apps through deployment slots: without an outage, and
//! without a person watching.
//!
//! ```text
//! stage:    package -> sign in -> preflight -> deliver to the slot -> prove it is running -> probe it -> ticket
//! promote:  fence -> swap -> verify -> watch -> verified | swapped back
//! ```
//!
//! `check` looks at all of preflight and changes nothing ([`release::check`]).
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
//! | [`record`] | the words that all rooms share: outcomes, phases, content identities, the record; and the codes of problems, each with its explanation |
//! | [`names`] | names of resources as types: what its parser accepts cannot lead a request to another resource |
//! | [`http`] | the one seam for the network, the one clock, and what keeps secrets secret |
//! | [`judge`] | the decisions as pure functions: no client, no clock, no await |
//! | [`config`] | `slot-deploy.yml`: its keys and schema, its layers, checked values out, errors with line and column |
//! | [`attestation`] | who built a package, as GitHub attested it |
//! | [`runner`] | the contract with the GitHub Actions runner: environment, masks, outputs, OIDC, the log |
//! | [`package`] | a folder or a zip becomes one deterministic package with a name for its content |
//! | [`github`] | GitHub Deployments through octocrab |
//! | [`azure`] | clouds, sign-in, the control plane, the SCM site, the Functions host, blobs |
//! | [`store`] | releases and layers in a blob container: uploaded by blocks, reused by digest |
//! | [`preflight`] | one file per check: what it reads, what it reports, how to fix it |
//! | [`deliver`] | how a package reaches a slot, one file per strategy |
//! | [`probe`] | probes of the app, and one file per kind of assertion |
//! | [`report`] | summary, annotations, outputs, evidence: the reports at the end |
//! | [`release`] | the steps of a release, its journal and its recovery |
//! | [`cli`] | the input table, its parser, and the commands |
//! | `rehearsal` | the simulated Azure and GitHub: a crate of its own, which uses nothing of this one |
//! | [`rehearse`] | the one place where client and simulated world meet |
//!
//! # How data flows
//!
//! `cli` reads the environment once and hands each room what it needs. A release gathers facts (`azure`, `preflight`,
//! `probe`), asks `judge` for the result, records what it intends before it changes anything, reads back the effect, and
//! keeps all of it in the record. `report` draws every surface from that record.
//!
//! # From the slot to production
//!
//! Staging ends with a [`record::Ticket`]: what was proved, and the state around it. Promoting compares it with Azure's
//! current state ([`judge::judge_fence`]); a release is both in one go and passes the same fence. Azure's swap takes no
//! condition, so its result is always read back from contents and stamps ([`judge::judge_swap`]), between two reads of both
//! resources. While production is watched every rule of [`judge::judge_watch`] has a file of its own; an unhealthy release is
//! rolled back when no guard of [`judge::judge_rollback`] forbids it. Releases recognise each other by what they write into
//! their GitHub Deployments ([`record::Memo`]).
//!
//! # When a run is cut short
//!
//! A signal cancels the one [`runner::Cancel`] that every wait looks at; the journal on disk always
//! has every intended change. The post-step (the same binary under its second name) takes the lock
//! of the release, reads journal and Azure, [`judge`] says what remains, and `release::recover` finishes what must be
//! finished, also without a journal. A release that still runs is asked to end first.
//! A journal or record that is damaged, or does not bear the mark of the run's key ([`runner::RunKey`]), proves nothing: both
//! sides are read, nothing is changed, and a person decides.
//!
//! # The Action
//!
//! `action.yml` is written from the input table and the outputs (`tests/it/action.rs` holds them
//! together); `Dockerfile` makes the image; `tests/it/container.rs` runs it as a runner does, and
//! `.ci/run` provides what that needs.
//!
//! # The rules of the house
//!
//! - **Who may use whom.** A room uses rooms in lines below it only (`tests/it/rooms.rs`), and no files use each other in a
//!   circle (`tests/it/circles`).
//!
//!   ```text
//!   main
//!   rehearse
//!   cli
//!   release
//!   deliver   preflight   probe   report
//!   store
//!   azure     github      package
//!   runner    config      judge     attestation
//!   http
//!   record                                (judge uses record only)
//!   names
//!   rehearsal: a crate of its own; used by rehearse and tests only
//!   ```
//! - **Truth is read back.** After each change Azure is read to see that it happened; a lost answer
//!   is a question, not a failure. A change is requested again only after it was read back that the
//!   former request had no effect. Unknown is a word we use.
//! - **The simulated world knows nothing of the client.** It is written from recordings and sources
//!   of the real services; its effects log, not the client, is asked what really happened.
//! - **One seam for the network, one for time.** Every request is an [`http::Request`] with its
//!   policy; every chosen wait goes through [`http::Pace`], so that whole releases run in virtual
//!   time.
//! - **Names cannot leave their place.** Every path of a request to Azure is an `azure::path::ApiPath`, made of words of the
//!   API and of [`names`]; the id that ARM answers is held against the one that was asked for; every command that is printed
//!   is made by [`record::shell_line`].
//! - **Secrets are hidden by type** ([`http::Secret`], [`azure::AppSettings`]) and taken out of
//!   whatever is written ([`http::Redactor`]). Nothing from the workspace is executed; credentials
//!   go only to hosts that ARM named.
//! - **A new thing is one file, one line in its registry, one test**: a check in `preflight`, an
//!   assertion in `probe::assertion`, a key of the file in `config::keys`, a strategy in `deliver`, a surface in `report`, an input in
//!   `cli::inputs`, a law in `rehearsal::laws`, a rule
//!   in `package::lint`.
//! - Errors are enums of facts, one per room, with a stable code, hints as data, and the service's
//!   own words ([`record::Explain`]). Files are short and named after the one thing they hold.

pub mod attestation;
pub mod azure;
pub mod cli;
pub mod config;
pub mod deliver;
pub mod github;
pub mod http;
pub mod judge;
pub mod names;
pub mod package;
pub mod preflight;
pub mod probe;
pub mod record;
pub mod rehearse;
pub mod release;
pub mod report;
pub mod runner;
pub mod store;
