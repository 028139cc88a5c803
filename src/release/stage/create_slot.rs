use crate::azure::{AzureError, Identities, NewSlot, OwnOfSlot, Side, Site, make_sticky, roles_to_give};
use crate::preflight::Survey;
use crate::record::{
    Came, Change, Code, CreatedSlot, Explain, GivenRole, Outcome, Phase, Problem, Tried, disabling_names, number_of,
    shell_line, some_of,
};
use crate::release::ground::Stop;
use crate::release::run::RunOnApp;
use crate::release::slot::HeldBy;

/// So many names are told.
const NAMED: usize = 30;

impl RunOnApp {
    /// Creates the slot that is missing, or completes one that a release began. It is stopped until it has just the settings that it is
    /// to have, with its triggers held, so that it takes no event before it is meant to.
    pub(super) async fn create_slot(&self, survey: &Survey) -> Result<(), Stop> {
        self.recorder.begin_phase(Phase::CreateSlot);
        let slot = self.app.slot.slot_name().to_owned();
        self.recorder.intend(Change::CreateSlot { slot }).await?;
        let made = Box::pin(self.make_slot(survey)).await;
        self.recorder.did(Came::CreateSlot(Tried::of(&made, |stop| stop.problem.sentence.clone()))).await;
        let created = made?;
        let line = self.tell_created(&created);
        let held = created.held.iter().map(|function| disabling_names(function)[0].clone());
        self.note_hold(&self.app.slot, HeldBy { written: held.collect(), before: Vec::new() });
        self.recorder.note(|record| record.created_slot = Some(created));
        self.recorder.end_phase(&line);
        Ok(())
    }

    async fn make_slot(&self, survey: &Survey) -> Result<CreatedSlot, Stop> {
        let (arm, at) = (&self.app.arm, &self.app.slot);
        let like = &survey.production.site;
        let production = Side::new(arm.clone(), self.app.target.clone(), like);
        // Read once more: in the meantime another release may have been waited for.
        let (settings, functions) = tokio::try_join!(production.settings(), production.functions())?;
        let held: Vec<String> = functions.iter().filter(|one| !one.is_http()).map(|one| one.name.clone()).collect();
        let release = self.recorder.read(|record| record.id.clone());
        let own = OwnOfSlot { at, release: &release, held: &held };
        // What is to stay in the slot must not move in anybody's swap, so its names come before it.
        make_sticky(arm, &at.app, &own.sticky()).await?;
        let begins_with = settings.for_new_slot(&own, None, arm.redactor());
        let new = NewSlot { at, release: &release, like, settings: &begins_with };
        let site = new.ask(arm, &self.app.target).await.map_err(|error| Stop::aborted(&error))?;
        let slot = Side::new(arm.clone(), at.clone(), &site);
        let set_up = async {
            let was_begun = survey.begun_by.is_some();
            let created =
                CreatedSlot { was_begun, held: held.clone(), ..slot.set_up(&production, &settings, &own).await? };
            let roles = Box::pin(self.share_identities(&slot, like)).await;
            let created = CreatedSlot { roles, ..created };
            slot.start_and_read_back().await?;
            slot.mark_complete(&release).await?;
            Ok(created)
        };
        set_up.await.map_err(|error: AzureError| {
            let problem = error.problem();
            let sentence = format!("the slot `{}` was begun and is not complete: {}", at.slot_name(), problem.sentence);
            let begun = Problem { code: Code::SLOT_INCOMPLETE, sentence, ..problem };
            Stop::new(Outcome::Aborted, begun)
        })
    }

    /// The slot gets the identities of production, and its own identity the roles that production's has, as far as this identity may
    /// give them; the rest is said with its commands. Whoever releases need not be able to grant. Returns what was given.
    async fn share_identities(&self, slot: &Side, like: &Site) -> Vec<GivenRole> {
        if like.identities.is_empty() {
            return Vec::new();
        }
        let has = match slot.give_identities(like).await {
            Ok(has) => has,
            Err(error) => {
                let commands = commands_for_identities(slot, &like.identities).join("; ");
                self.recorder.warn(&format!(
                    "{} has not the identities of production ({error}); this gives them to it: {commands}",
                    slot.at()
                ));
                return Vec::new();
            }
        };
        let (Some(of_production), Some(of_slot)) = (&like.identities.own, &has.own) else { return Vec::new() };
        let subscription = &self.setup.options.subscription_id;
        match roles_to_give(&self.app.arm, subscription, [of_production, of_slot]).await {
            Ok(missing) if missing.is_empty() => Vec::new(),
            Ok(missing) => self.give_roles(slot, [of_production, of_slot], missing).await,
            Err(error) => {
                let list = ["az", "role", "assignment", "list", "--all", "--assignee", of_production];
                self.recorder.warn(&format!(
                    "which roles production's identity has could not be read ({error}); give the identity {of_slot} of {} those that \
                     this lists: {}",
                    slot.at(),
                    shell_line(list)
                ));
                Vec::new()
            }
        }
    }

    /// Whether triggers are held in the slot until the swap: where that is asked for, and in a slot that this release created.
    pub(super) fn holds_triggers(&self) -> bool {
        self.setup.options.hold || self.recorder.read(|record| record.created_slot.is_some())
    }

    /// A release that ends early leaves the slot that it created.
    pub(super) async fn say_what_was_created(&self, stop: Stop) -> Stop {
        if let Some(slot) = self.recorder.reached().creating {
            return self.look_at_begun_slot().await.tell(&slot, stop);
        }
        match self.recorder.read(|record| record.created_slot.clone()) {
            Some(CreatedSlot { slot, .. }) => {
                stop.hint(format!("the slot `{slot}`, which this release created, stays"))
            }
            None => stop,
        }
    }

    /// What a person reads of it.
    fn tell_created(&self, created: &CreatedSlot) -> String {
        let CreatedSlot { slot, settings, copied, strings, held, roles, was_begun } = created;
        let say = |what: &str, names: &[String]| {
            if !names.is_empty() {
                self.recorder.say(&format!("{what}: {}", some_of(names, NAMED)));
            }
        };
        say("settings of the new slot", settings);
        say("Azure had copied these settings of production, which were taken away again", copied);
        say("Azure had copied these connection strings of production, which were left", strings);
        let roles: Vec<String> = roles.iter().map(ToString::to_string).collect();
        say("the identity of the new slot was given these roles, which production's has", &roles);
        say("held in the slot, by slot settings, until a person lifts it", held);
        let how = if *was_begun { "completed" } else { "created" };
        let triggers = match held.len() {
            0 => String::new(),
            count => format!(", {} held", number_of(count, "function")),
        };
        format!("the slot `{slot}` was {how} with {}{triggers}, and started", number_of(settings.len(), "setting"))
    }
}

fn commands_for_identities(slot: &Side, like: &Identities) -> Vec<String> {
    let own = like.own.as_ref().map(|_| slot.at().command("functionapp identity assign", &[]));
    let given = like.given.keys().map(|id| slot.at().command("functionapp identity assign", &["--identities", id]));
    own.into_iter().chain(given).collect()
}
