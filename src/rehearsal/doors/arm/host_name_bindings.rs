//! The host names of a side (facts: arm-calls; docs: Web Apps, List Host Name Bindings). This world has those that Azure gives, and no other.

use serde_json::{Value, json};

use super::{errors, site_json};
use crate::doors::Reply;
use crate::state::{Place, State};

/// All of them, or the one of this name.
pub(super) fn answer(state: &State, place: &Place, name: Option<&str>) -> Reply {
    let Some((app, side)) = state.app(&place.app).zip(state.side(place)) else {
        return Reply::empty(404);
    };
    let (id, host) = (site_json::id(state, app, place), &side.hosts.site);
    let binding: Value = json!({
        "id": format!("{id}/hostNameBindings/{host}"), "name": format!("{}/{host}", site_json::name(app, place)),
        "type": format!("{}/hostNameBindings", site_json::kind(place)), "location": app.location,
        "properties": {
            "siteName": site_json::shown_name(app, place), "domainId": null, "hostNameType": "Verified", "azureResourceName": null,
            "customHostNameDnsRecordType": null, "sslState": null, "thumbprint": null, "virtualIP": null,
        },
    });
    match name {
        None => Reply::json(200, &json!({"value": [binding], "nextLink": null, "id": null})),
        Some(name) if name.eq_ignore_ascii_case(host) => Reply::json(200, &binding),
        Some(name) => {
            errors::provider(404, "NotFound", "51004", format!("Cannot find HostNameBinding with name {name}."))
        }
    }
}
