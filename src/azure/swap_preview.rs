use std::time::Duration;

use serde_json::json;

use super::{Arm, ArmPolicy, AzureError, SwapRequest};

impl SwapRequest {
    /// Applies the target's slot settings to the source, which restarts with them, and waits there (azure-wire §2.4). Sent
    /// once; whoever calls reads back.
    pub async fn prepare(&self, arm: &Arm) -> Result<(), AzureError> {
        let path = format!("{}/applySlotConfig", self.source.path());
        let body = json!({"targetSlot": self.target.slot_name(), "preserveVnet": true});
        arm.post("prepare the swap", &path, Some(body), ArmPolicy::Once).await?;
        Ok(())
    }

    /// Takes a preparation back. It is asked of the target, as the Azure CLI does; where nothing is prepared, nothing
    /// happens (azure-wire §2.4).
    pub async fn reset(&self, arm: &Arm) -> Result<(), AzureError> {
        let path = format!("{}/resetSlotConfig", self.target.path());
        arm.post_when_free("take back the prepared swap", &path, Duration::from_secs(120)).await?;
        Ok(())
    }
}
