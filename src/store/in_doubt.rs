use crate::azure::AzureError;

/// Whether a write that was sent once, under a condition, may have been made all the same, or another run was first: what is there
/// now tells.
pub(super) fn is_in_doubt(error: &AzureError) -> bool {
    matches!(error.status(), Some(409 | 412)) || error.effect_is_possible() || error.is_transient()
}
