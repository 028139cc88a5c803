//! One guard, another client that does what the guard protects against, and the same with the guard disabled.

use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use flate2::Compression;
use flate2::write::DeflateEncoder;
use rehearsal::World;
use rehearsal::default_world::SLOT;
use rehearsal::faults::Where;
use rehearsal::state::{Effect, State};
use slot_deploy::http::Request;
use slot_deploy::record::{Outcome, Ticket};

use crate::support::between::seam;
use crate::support::invariants::{Plan, broken};
use crate::support::liar::{Liar, Lie};
use crate::support::meddler::{Meddler, is_swap, meddle};
use crate::support::plays::plan;
use crate::support::trial::{Play, Said, Seen, observe, production};
use crate::support::{Rehearsal, outputs_in, status};

/// Seconds after the swap, before the watch has seen enough to give the release up.
const DURING_THE_WATCH: [u64; 2] = [62, 75];

/// A condition that must not occur, in addition to the invariants of every release.
type Never = fn(&Seen, &State) -> Option<String>;

pub struct Case {
    name: &'static str,
    play: Play,
    blind: Blind,
    when: When,
    meddle: fn(&mut State),
    promotes: fn(Rehearsal) -> Rehearsal,
    goes_on: Option<fn(&World) -> Meddler>,
    never: Never,
    other_slot: Option<&'static str>,
}

/// How the guard is disabled.
#[derive(Clone, Copy)]
enum Blind {
    /// Some requests get the answers of before.
    Answers(Lie),
    /// The ticket is altered to agree with the current state.
    Ticket(fn(&mut Ticket)),
    /// This input disables the guard.
    Input(&'static str),
}

/// When the other client acts.
#[derive(Clone, Copy)]
pub enum When {
    /// In the world from the beginning.
    Before,
    /// When the new version in the slot has answered a probe.
    Probed,
    /// In the watch.
    Watched,
    /// Between the job that stages and the one that promotes, which comes so much later.
    Staged(Duration),
    /// The same, after another job has promoted with the same ticket, and taken it back.
    TakenBack,
}

impl Case {
    pub fn of(name: &'static str, play: Play) -> Self {
        let nothing = Lie { about: |_| false, from_swap: None };
        Self {
            name,
            play,
            blind: Blind::Answers(nothing),
            when: When::Before,
            meddle: |_| (),
            promotes: |job| job,
            goes_on: None,
            never: |_, _| None,
            other_slot: None,
        }
    }

    pub fn somebody(self, when: When, meddle: fn(&mut State)) -> Self {
        Self { when, meddle, ..self }
    }

    /// What another client does later, unaware of the release.
    pub fn goes_on(self, goes_on: fn(&World) -> Meddler) -> Self {
        Self { goes_on: Some(goes_on), ..self }
    }

    /// How the job that promotes differs from the one that staged.
    pub fn promotes(self, promotes: fn(Rehearsal) -> Rehearsal) -> Self {
        Self { promotes, ..self }
    }

    /// Disabled, the guard gets old answers to this request.
    pub fn blind_to(self, about: fn(&Request) -> bool) -> Self {
        Self { blind: Blind::Answers(Lie { about, from_swap: None }), ..self }
    }

    /// The same, from this swap on.
    pub fn blind_from_swap(self, number: usize, about: fn(&Request) -> bool) -> Self {
        Self { blind: Blind::Answers(Lie { about, from_swap: Some(number) }), ..self }
    }

    /// Disabled, the guard gets a ticket that agrees with the current state.
    pub fn blind_by_ticket(self, agree: fn(&mut Ticket)) -> Self {
        Self { blind: Blind::Ticket(agree), ..self }
    }

    /// Disabled by this input.
    pub fn blind_by_input(self, name: &'static str) -> Self {
        Self { blind: Blind::Input(name), ..self }
    }

    /// An input names this slot as well.
    pub fn names(self, slot: &'static str) -> Self {
        Self { other_slot: Some(slot), ..self }
    }

    pub fn never(self, never: Never) -> Self {
        Self { never, ..self }
    }

    /// With the guard disabled some schedule violates the condition; with the guard enabled none does.
    pub fn check(&self) {
        let moments: &[u64] = if matches!(self.when, When::Watched) { &DURING_THE_WATCH } else { &[0] };
        let plan = Plan { other_slot: self.other_slot, ..plan(&self.play.undisturbed()) };
        let run = |at: u64, blind: bool| {
            let (seen, more) = self.run(at, blind);
            let mut found = broken(&plan, &seen, 1);
            found.extend(more);
            let said = seen.said.last().unwrap();
            (found, format!("{} ({}: {})", said.outcome.name(), said.code, said.reason))
        };
        let mut caught = 0;
        for at in moments {
            let (found, end) = run(*at, false);
            assert!(found.is_empty(), "{} sees, at {at}: {found:?}, {end}", self.name);
            let (found, blind_end) = run(*at, true);
            println!("  {} at {at}: seeing {end}; blind {blind_end}: {found:?}", self.name);
            caught += usize::from(!found.is_empty());
        }
        println!("guard={} caught={caught}", self.name);
        assert!(caught > 0, "{} guards nothing", self.name);
    }

    fn run(&self, at: u64, blind: bool) -> (Seen, Option<String>) {
        let (mut left, mut promoted_over) = (None, None);
        let seen = observe(self.play.set, async |rehearsal| {
            let world = rehearsal.world.clone();
            let _later = self.goes_on.map(|goes_on| goes_on(&world));
            let lie = match self.blind {
                Blind::Answers(lie) => lie,
                Blind::Ticket(_) | Blind::Input(_) => Lie { about: |_| false, from_swap: None },
            };
            let liar = Liar::new(lie, blind);
            let rehearsal = rehearsal.through(seam(liar.clone()));
            let said = match self.when {
                When::Staged(_) | When::TakenBack => {
                    let staged = self.stage(rehearsal).await;
                    (self.meddle)(&mut world.state());
                    liar.begin();
                    promoted_over = Some(production(&world.state()));
                    self.promote(staged, liar, blind).await
                }
                _ => self.release(rehearsal, &liar, at).await,
            };
            left = Some(world);
            said
        });
        let (mut seen, world) = (seen.unwrap(), left.unwrap());
        // Whatever another client did between the jobs is the former content now.
        seen.before = promoted_over.unwrap_or(seen.before);
        let found = (self.never)(&seen, &world.state());
        (seen, found)
    }

    async fn release(&self, rehearsal: Rehearsal, liar: &Arc<Liar>, at: u64) -> Vec<Said> {
        let (world, change) = (rehearsal.world.clone(), self.meddle);
        let later = |after, seconds| {
            let liar = liar.clone();
            meddle(&world, after, seconds, move |state| {
                change(state);
                liar.begin();
            })
        };
        let meddler = match self.when {
            When::Watched => later(is_swap, at),
            When::Probed => later(is_probe, 0),
            _ => {
                change(&mut world.state());
                return self.play.run(rehearsal).await;
            }
        };
        let said = self.play.run(rehearsal).await;
        meddler.has_meddled();
        said
    }

    async fn stage(&self, rehearsal: Rehearsal) -> Staged {
        let staged = rehearsal.input("command", "stage").run().await;
        let (mut said, ticket) = (vec![Said::of(&staged)], outputs_in(&staged.outputs)["ticket"].clone());
        let mut next = staged.promoting();
        match self.when {
            When::Staged(later) => tokio::time::sleep(later).await,
            _ => {
                let back = next.run().await;
                assert_eq!(back.outcome(), Outcome::RolledBack, "{}", back.record.reason);
                said.push(Said::of(&back));
                next = back.next_job();
            }
        }
        Staged { said, ticket, next }
    }

    async fn promote(&self, Staged { mut said, ticket, next }: Staged, liar: Arc<Liar>, blind: bool) -> Vec<Said> {
        let job = (self.promotes)(next.through(seam(liar)));
        let job = match self.blind {
            Blind::Ticket(agree) if blind => {
                // Where the key can be read, the missing seal is refused already.
                let keys = Where::service("arm").path("host/default/listkeys");
                job.fault(keys, status(403)).input("ticket", &changed(&ticket, agree))
            }
            Blind::Input(name) if blind => job.input(name, "true"),
            _ => job,
        };
        said.push(Said::of(&job.run().await));
        said
    }
}

/// The results of both jobs.
struct Staged {
    said: Vec<Said>,
    ticket: String,
    next: Rehearsal,
}

fn is_probe(effect: &Effect) -> bool {
    matches!(effect, Effect::Invoked { slot, function, .. } if slot == SLOT && function == "version")
}

fn changed(ticket: &str, change: fn(&mut Ticket)) -> String {
    let mut ticket = Ticket::from_text(ticket).unwrap();
    change(&mut ticket);
    // Who changes it without the key of the app takes off what was made with that.
    (ticket.seal, ticket.settings) = (None, None);
    let mut deflate = DeflateEncoder::new(Vec::new(), Compression::best());
    deflate.write_all(&serde_json::to_vec(&ticket).unwrap()).unwrap();
    BASE64_URL_SAFE_NO_PAD.encode(deflate.finish().unwrap())
}
