//! Application Insights components and the workspaces that keep their tables.

use serde::{Deserialize, Serialize};

use crate::default_world::GROUP;
use crate::state::{Component, State, Telemetry, Workspace};

/// An Application Insights component.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct InsightsPart {
    /// Its resource group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_group: Option<String>,
    /// The id that queries name; made up when not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub app_id: Option<String>,
    /// The instrumentation key that apps have among their settings; made up when not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// The workspace that keeps its tables, and the id by which queries name that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workspace: Option<WorkspacePart>,
}

/// A Log Analytics workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkspacePart {
    /// Its name.
    pub name: String,
    /// The id that queries name; made up when not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
}

/// Adds a component, and its workspace when that is not there.
pub(super) fn build(state: &mut State, name: &str, part: &InsightsPart) {
    let group = part.resource_group.clone().unwrap_or_else(|| GROUP.to_owned());
    let (app_id, key) = (state.new_guid(), state.new_guid());
    if let Some(workspace) = &part.workspace {
        let made_up = state.new_guid();
        let customer_id = workspace.id.clone().unwrap_or(made_up);
        let made = Workspace { name: workspace.name.clone(), group: group.clone(), customer_id };
        state.telemetry.workspaces.entry(workspace.name.to_lowercase()).or_insert(made);
    }
    let component = Component {
        name: name.to_owned(),
        group,
        app_id: part.app_id.clone().unwrap_or(app_id),
        key: part.key.clone().unwrap_or(key),
        workspace: part.workspace.as_ref().map(|workspace| workspace.name.clone()),
    };
    state.telemetry.components.insert(name.to_lowercase(), component);
}

/// Says one.
pub(super) fn say(telemetry: &Telemetry, component: &Component) -> InsightsPart {
    let id = |name: &String| Some(telemetry.workspaces.get(&name.to_lowercase())?.customer_id.clone());
    InsightsPart {
        resource_group: Some(component.group.clone()),
        app_id: Some(component.app_id.clone()),
        key: Some(component.key.clone()),
        workspace: component.workspace.as_ref().map(|name| WorkspacePart { name: name.clone(), id: id(name) }),
    }
}
