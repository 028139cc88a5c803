use std::time::Duration;

use serde_json::json;

use super::operation::{OperationEnd, follow};
use super::{Arm, ArmPolicy, AzureError, SiteRef};
use crate::http::Response;

/// A swap: what `source` holds goes to `target`, and the other way round.
#[derive(Debug, Clone)]
pub struct SwapRequest {
    /// The slot with the new content.
    pub source: SiteRef,
    /// The side that is to get it.
    pub target: SiteRef,
}

/// Azure took the request; the swap itself goes on.
pub struct SwapAccepted(Response);

impl SwapRequest {
    /// Asks for the swap, once. ARM knows no condition on it, so whoever calls has looked before
    /// and reads back after.
    pub async fn ask(&self, arm: &Arm) -> Result<SwapAccepted, AzureError> {
        let path = format!("{}/slotsswap", self.source.path());
        let body = json!({"targetSlot": self.target.slot_name(), "preserveVnet": true});
        let response = arm.post("swap the slots", &path, Some(body), ArmPolicy::Once).await?;
        Ok(SwapAccepted(response))
    }
}

impl SwapAccepted {
    /// Follows the swap to its end, which takes 60 to 95 s on an idle app and has been seen to take
    /// 23 minutes (azure-wire §5.4).
    pub async fn follow(&self, arm: &Arm, limit: Duration) -> OperationEnd {
        match self.0.status.as_u16() {
            202 => follow(arm, "swap the slots", &self.0, limit).await,
            _ => OperationEnd::Succeeded,
        }
    }
}
