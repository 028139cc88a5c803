//! `usages`: what a side uses of its quotas (facts: arm-calls; docs: Web Apps, List Usages). This world measures its files and nothing else.

use serde_json::json;

use super::errors;
use crate::doors::Reply;
use crate::laws::home;
use crate::state::{Place, State};

/// The share of an App Service plan that files may take (docs: App Service limits; 250 GB).
const LIMIT: u64 = 268_435_456_000;

/// The usages.
pub(super) fn list(state: &State, place: &Place) -> Reply {
    let Some(side) = state.side(place) else {
        return errors::provider(404, "NotFound", "51004", format!("Cannot find WebSite with name {}.", place.app));
    };
    let used: usize = home::below(side, "").map(|(_, file)| file.bytes.len()).sum();
    Reply::json(
        200,
        &json!({
            "value": [{
                "unit": "Bytes", "nextResetTime": "9999-12-31T23:59:59.9999999Z", "currentValue": used, "limit": LIMIT,
                "name": {"value": "FileSystemStorage", "localizedValue": "File System Storage"},
            }],
            "nextLink": null, "id": null,
        }),
    )
}
