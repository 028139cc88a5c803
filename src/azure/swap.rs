use std::time::Duration;

use serde_json::json;

use super::operation::{Operation, OperationEnd, OperationWord};
use super::{Arm, ArmPolicy, AzureError, SiteRef, Unreadable};

const DOING: &str = "swap the slots";

/// A swap exchanges the contents of `source` and `target`.
#[derive(Debug, Clone)]
pub struct SwapRequest {
    /// The slot with the new content.
    pub source: SiteRef,
    /// The side that gets it.
    pub target: SiteRef,
}

/// Azure accepted the request.
#[derive(Debug)]
pub enum SwapAccepted {
    /// The swap is in progress, and this is asked for its end.
    InProgress(Operation),
    /// It is in progress, and Azure does not say where to ask.
    InProgressUnnamed(AzureError),
    /// It is through.
    Done,
}

impl SwapRequest {
    /// Requests the swap, once. ARM has no conditional swap, so the caller checks before and reads back after.
    pub async fn ask(&self, arm: &Arm) -> Result<SwapAccepted, AzureError> {
        let path = self.source.path().then("slotsswap");
        let body = json!({"targetSlot": self.target.slot_name(), "preserveVnet": true});
        let response = arm.post(DOING, &path, Some(body), ArmPolicy::Once).await?;
        Ok(match (response.status.as_u16(), Operation::accepted_by(&response)) {
            (202, Some(operation)) => SwapAccepted::InProgress(operation),
            (202, None) => SwapAccepted::InProgressUnnamed(Unreadable::NoLocation.during(DOING)),
            _ => SwapAccepted::Done,
        })
    }

    /// Follows the swap until it has ended, which takes 60 to 95 s on an idle app and has been seen to take
    /// 23 minutes (facts: swap-duration).
    pub async fn follow(operation: &mut Operation, arm: &Arm, limit: Duration) -> OperationEnd {
        operation.follow(arm, DOING, limit).await
    }

    /// Asks once how it stands.
    pub async fn glance(operation: &mut Operation, arm: &Arm) -> OperationWord {
        operation.ask(arm, DOING).await
    }
}
