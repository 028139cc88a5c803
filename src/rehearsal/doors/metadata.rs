//! `/metadata/endpoints`, by which a cloud describes itself; the fields that clients were seen to
//! need (facts: azure-cli).

use serde_json::json;

use super::Reply;
use crate::World;

pub(super) fn answer(world: &World) -> Reply {
    let origin = world.origin();
    let slashed = format!("{origin}/");
    Reply::json(
        200,
        &json!({
            "name": "sim",
            "portal": origin,
            "authentication": {
                "loginEndpoint": slashed,
                "audiences": [slashed, origin],
                "tenant": "common",
                "identityProvider": "AAD",
            },
            "resourceManager": slashed,
            "gallery": slashed,
            "graph": slashed,
            "graphAudience": slashed,
            "microsoftGraphResourceId": slashed,
            "appServiceResourceId": "https://appservice.azure.com",
            "batch": slashed,
            "media": slashed,
            "sqlManagement": slashed,
            "activeDirectoryDataLake": slashed,
            "suffixes": {
                "storage": "core.sim.test",
                "keyVaultDns": "vault.sim.test",
                "acrLoginServer": "azurecr.sim.test",
                "sqlServerHostname": "database.sim.test",
            },
        }),
    )
}
