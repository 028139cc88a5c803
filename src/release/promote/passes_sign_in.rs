use crate::record::{Code, Outcome, Problem};
use crate::release::ground::Stop;
use crate::release::run::RunOnSides;

impl RunOnSides {
    /// Stops before the swap where App Service authentication of production answers one of these critical probes: they could
    /// not pass after the swap either, and a good release would be rolled back.
    pub async fn passes_sign_in(&self, refused: &[String]) -> Result<(), Stop> {
        for probe in self.setup.options.probes.checks.iter().filter(|probe| refused.contains(&probe.name)) {
            if let Some(hint) = self.asked_to_sign_in(&self.sides.production, probe).await {
                let sentence = format!(
                    "nothing was swapped: App Service authentication of production would answer the critical probe `{}` in \
                     place of the app",
                    probe.name
                );
                return Err(Stop::new(
                    Outcome::Aborted,
                    Problem::new(Code::PROBE_ASKED_TO_SIGN_IN, sentence).hint(hint),
                ));
            }
        }
        Ok(())
    }
}
