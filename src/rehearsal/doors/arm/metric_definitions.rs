//! Which metrics a side has (the schema of Microsoft.Insights 2024-02-01): those that this world feeds (facts: platform-metrics).

use serde_json::{Value, json};

use super::site_json;
use crate::doors::Reply;
use crate::laws::metrics::{Counted, METRICS, Metric};
use crate::state::{Place, State};

/// All of them.
pub(super) fn list(state: &State, place: &Place) -> Reply {
    let Some(app) = state.app(&place.app) else {
        return Reply::empty(404);
    };
    let (id, kind) = (site_json::id(state, app, place), site_json::kind(place));
    let shown = |metric: &Metric| -> Value {
        let (unit, usual) = match metric.of {
            Counted::Statuses(..) => ("Count", "Total"),
            Counted::ResponseTime => ("Seconds", "Average"),
        };
        let grains = ["PT1M", "PT5M", "PT15M", "PT30M", "PT1H"];
        let availabilities: Vec<Value> =
            grains.iter().map(|grain| json!({"timeGrain": grain, "retention": "P93D"})).collect();
        json!({
            "id": format!("{id}/providers/microsoft.insights/metricdefinitions/{}", metric.name), "resourceId": id,
            "namespace": kind, "name": {"value": metric.name, "localizedValue": metric.shown}, "isDimensionRequired": false,
            "unit": unit, "primaryAggregationType": usual, "supportedAggregationTypes": ["Average", "Total", "Count"],
            "metricAvailabilities": availabilities,
        })
    };
    Reply::json(200, &json!({"value": METRICS.iter().map(shown).collect::<Vec<_>>()}))
}
