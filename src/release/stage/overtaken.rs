use async_trait::async_trait;

use crate::deliver::{DeliverError, LastLook};
use crate::preflight::Survey;
use crate::release::ground::Sides;

/// Nothing is sent when Azure says that something happened since the survey: a swap, whose watch needs the slot as it is, or an
/// operation that goes on. Without a memory of releases this is all that shows another one.
pub(super) struct UnlessOvertaken<'a> {
    /// Both sides.
    pub sides: &'a Sides,
    /// What was read before.
    pub survey: &'a Survey,
}

#[async_trait]
impl LastLook for UnlessOvertaken<'_> {
    async fn look(&self) -> Result<(), DeliverError> {
        let (target, slot) = self.sides.sites().await?;
        let overtaken = |why: &str| Err(DeliverError::Overtaken { why: why.to_owned() });
        if target.swap.operation.is_some() || slot.swap.operation.is_some() {
            return overtaken("Azure reports an operation in progress");
        }
        if target.swap.stamp != self.survey.production.site.swap.stamp {
            return overtaken(
                "slots were swapped after this release had looked, and the watch of that swap needs the slot",
            );
        }
        Ok(())
    }
}
