use crate::azure::{AzureError, Identities, NewSlot, OwnOfSlot, Side, Site, make_sticky, roles_to_give};
use crate::preflight::Survey;
use crate::record::{
    Came, Change, Code, CreatedSlot, Explain, Outcome, Phase, Problem, Tried, number_of, shell_line, some_of,
};
use crate::release::ground::Stop;
use crate::release::run::RunOnApp;

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
            self.share_identities(&slot, like).await;
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

    /// The slot gets the identities of production, as far as this identity may give them; the rest is said with its commands. Nothing is
    /// granted here: whoever releases need not be able to grant.
    async fn share_identities(&self, slot: &Side, like: &Site) {
        if like.identities.is_empty() {
            return;
        }
        let has = match slot.give_identities(like).await {
            Ok(has) => has,
            Err(error) => {
                let commands = commands_for_identities(slot, &like.identities).join("; ");
                self.recorder.warn(&format!(
                    "{} has not the identities of production ({error}); this gives them to it: {commands}",
                    slot.at()
                ));
                return;
            }
        };
        let (Some(of_production), Some(of_slot)) = (&like.identities.own, &has.own) else { return };
        let subscription = &self.setup.options.subscription_id;
        match roles_to_give(&self.app.arm, subscription, [of_production, of_slot]).await {
            Ok(missing) if missing.is_empty() => {}
            Ok(missing) => {
                let commands: Vec<String> = missing.iter().map(|role| role.command(of_slot)).collect();
                self.recorder.warn(&format!(
                    "the identity of {} has not the roles that production's has; this gives them to it: {}",
                    slot.at(),
                    commands.join("; ")
                ));
            }
            Err(error) => {
                let list = ["az", "role", "assignment", "list", "--all", "--assignee", of_production];
                self.recorder.warn(&format!(
                    "which roles production's identity has could not be read ({error}); give the identity {of_slot} of {} those that \
                     this lists: {}",
                    slot.at(),
                    shell_line(list)
                ));
            }
        }
    }

    /// Whether triggers are held in the slot until the swap: where that is asked for, and in a slot that this release created.
    pub(super) fn holds_triggers(&self) -> bool {
        self.setup.options.hold || self.recorder.read(|record| record.created_slot.is_some())
    }

    /// A release that ends early leaves the slot that it created.
    pub(super) fn say_what_was_created(&self, stop: Stop) -> Stop {
        if let Some(slot) = self.recorder.reached().creating {
            return stop.hint(how_to_complete(&slot));
        }
        match self.recorder.read(|record| record.created_slot.clone()) {
            Some(CreatedSlot { slot, held, .. }) if held.is_empty() => {
                stop.hint(format!("the slot `{slot}`, which this release created, stays"))
            }
            Some(CreatedSlot { slot, .. }) => {
                stop.hint(format!("the slot `{slot}`, which this release created, stays, and its triggers are held"))
            }
            None => stop,
        }
    }

    /// What a person reads of it.
    fn tell_created(&self, created: &CreatedSlot) -> String {
        let CreatedSlot { slot, settings, copied, strings, held, was_begun } = created;
        let say = |what: &str, names: &[String]| {
            if !names.is_empty() {
                self.recorder.say(&format!("{what}: {}", some_of(names, NAMED)));
            }
        };
        say("settings of the new slot", settings);
        say("Azure had copied these settings of production, which were taken away again", copied);
        say("Azure had copied these connection strings of production, which were left", strings);
        say("held in the slot, by slot settings, until a person lifts it", held);
        let how = if *was_begun { "completed" } else { "created" };
        let triggers = match held.len() {
            0 => String::new(),
            count => format!(", {} held", number_of(count, "function")),
        };
        format!("the slot `{slot}` was {how} with {}{triggers}, and started", number_of(settings.len(), "setting"))
    }
}

/// What to do about a slot that was begun.
pub(in crate::release) fn how_to_complete(slot: &str) -> String {
    format!(
        "the next release with `create-slot: true` completes the slot `{slot}`; until then it is stopped, or its triggers are held"
    )
}

fn commands_for_identities(slot: &Side, like: &Identities) -> Vec<String> {
    let own = like.own.as_ref().map(|_| slot.at().command("functionapp identity assign", &[]));
    let given = like.given.keys().map(|id| slot.at().command("functionapp identity assign", &["--identities", id]));
    own.into_iter().chain(given).collect()
}
