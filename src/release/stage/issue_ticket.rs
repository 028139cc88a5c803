use super::bring::Proof;
use crate::azure::read_settings_mark;
use crate::preflight::Survey;
use crate::record::{ProbePhase, ReleaseRecord, Ticket, TicketPlans, TicketProbes};
use crate::release::run::RunOnSides;

impl RunOnSides {
    /// Writes the ticket for what was staged: what the slot was proved to run, and the state around it.
    pub async fn issue_ticket(&self, survey: &Survey, proof: &Proof) -> Ticket {
        let sealed_settings = async {
            let sealing = self.prepare_seal().await;
            let settings = match &sealing.key {
                Some(key) => {
                    let read = read_settings_mark(&self.sides.production, &self.sides.slot, key).await;
                    read.map_err(|error| error.to_string())
                }
                None => Err("the system gives no random numbers".to_owned()),
            };
            (sealing, settings)
        };
        let (files, (sealing, settings)) = tokio::join!(Box::pin(self.probed_files(proof)), Box::pin(sealed_settings));
        let settings = settings
            .map_err(|why| {
                self.recorder.warn(&format!("changes of settings before the swap will not be detected: {why}"))
            })
            .ok();
        let issued = self.setup.pace.wall();
        let probes = |record: &ReleaseRecord| {
            let on_slot = record.probes.iter().filter(|probe| probe.phase == ProbePhase::Stage);
            TicketProbes {
                all: on_slot.clone().count() as u32,
                passed: on_slot.filter(|probe| probe.is_good()).count() as u32,
            }
        };
        let ticket = self.recorder.read(|record| Ticket {
            schema: Ticket::SCHEMA,
            tool: record.tool.clone(),
            release: record.id.clone(),
            sites: self.app.named(),
            digest: proof.digest.clone(),
            build: record.package.build.clone(),
            commit: record.commit.clone(),
            slot: proof.slot.content.sealed(),
            proof: Some(proof.seen),
            files,
            production: survey.production.identity.content.sealed(),
            swap_stamp: survey.production.site.swap.stamp.clone(),
            settings,
            plans: survey.slot.as_ref().map(|slot| TicketPlans {
                slot: slot.site.plan_mark(),
                production: survey.production.site.plan_mark(),
            }),
            functions: proof.functions.clone(),
            held: record.slot_life.held.clone(),
            held_by: record.slot_life.held_by.clone(),
            held_before: record.slot_life.held_before.clone(),
            after: self.setup.options.after,
            probes: probes(record),
            asks: Some(self.setup.options.asks.clone()),
            repository: self.setup.run.repository.clone(),
            run: self.setup.run.run_id.clone(),
            attempt: self.setup.run.attempt.clone(),
            issued,
            expires: issued + Ticket::VALID_FOR,
            seal: None,
        });
        sealing.seal(ticket)
    }
}
