use crate::azure::{AppSettings, SiteRef};
use crate::judge::Holding;
use crate::record::{Ticket, disabling_names};
use crate::release::run::{Run, RunOnSides};

/// The settings that hold triggers in a slot, by who set them.
#[derive(Debug, Clone, Default)]
pub struct HeldBy {
    /// This release did, or is about to.
    pub written: Vec<String>,
    /// They were set before it.
    pub before: Vec<String>,
}

impl HeldBy {
    /// Those of these functions, once what is to be written is written.
    pub fn of(functions: &[String], settings: &AppSettings, holding: &Holding) -> Self {
        let of_functions = functions.iter().flat_map(|function| disabling_names(function));
        let before = of_functions.filter(|name| settings.is_on(name) && !holding.write.contains(name));
        Self { before: before.collect(), written: holding.write.clone() }
    }

    /// Those of the job that staged.
    pub fn of_ticket(ticket: &Ticket) -> Self {
        Self { written: ticket.held_by.clone(), before: ticket.held_before.clone() }
    }
}

impl Run {
    /// Writes down what holds triggers in the slot, so that however the release ends it can say how that is lifted. What it has written
    /// it finds there at its next look, and it stays its own.
    pub fn note_hold(&self, at: &SiteRef, by: HeldBy) {
        if by.written.is_empty() && by.before.is_empty() {
            return;
        }
        self.recorder.note(|record| {
            let life = &mut record.slot_life;
            for name in by.written {
                if !has(&life.held_by, &name) {
                    life.held_before.retain(|known| !known.eq_ignore_ascii_case(&name));
                    life.held_by.push(name);
                }
            }
            for name in by.before {
                if !has(&life.held_by, &name) && !has(&life.held_before, &name) {
                    life.held_before.push(name);
                }
            }
            let names: Vec<&str> =
                ["--setting-names"].into_iter().chain(life.held_by.iter().map(String::as_str)).collect();
            life.lift = (names.len() > 1).then(|| at.command("functionapp config appsettings delete", &names));
        });
    }
}

impl RunOnSides {
    /// Of a lost release only the names are known that it may have written to hold triggers: what of them is set in the slot is its own.
    /// Where that cannot be read, all may be.
    pub async fn note_what_may_hold(&self, names: &[String]) {
        if names.is_empty() {
            return;
        }
        let written = match self.sides.slot.settings().await {
            Ok(settings) => {
                // Where the usual spelling has no effect the other one is written.
                let spellings = names.iter().flat_map(|name| [name.clone(), name.replace('.', "__")]);
                spellings.filter(|name| settings.is_on(name)).collect()
            }
            Err(_) => names.to_vec(),
        };
        self.note_hold(self.sides.slot.at(), HeldBy { written, before: Vec::new() });
    }
}

fn has(known: &[String], name: &str) -> bool {
    known.iter().any(|known| known.eq_ignore_ascii_case(name))
}
