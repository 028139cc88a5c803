use std::time::Duration;

use serde_json::json;

use super::{Arm, ArmPolicy, AzureError, SwapRequest};

impl SwapRequest {
    /// Applies the target's slot settings to the source, which restarts with them, and waits there (facts: arm-calls). Sent
    /// once; the caller reads back.
    pub async fn prepare(&self, arm: &Arm) -> Result<(), AzureError> {
        let path = self.source.path().then("applySlotConfig");
        let body = json!({"targetSlot": self.target.slot_name(), "preserveVnet": true});
        arm.post("prepare the swap", &path, Some(body), ArmPolicy::Once).await?;
        Ok(())
    }

    /// Resets a prepared swap. The request goes to the target, as with the Azure CLI; without a prepared swap it has no
    /// effect (facts: arm-calls).
    pub async fn reset(&self, arm: &Arm) -> Result<(), AzureError> {
        let path = self.target.path().then("resetSlotConfig");
        arm.post_when_free("reset the prepared swap", &path, Duration::from_secs(120)).await?;
        Ok(())
    }
}
