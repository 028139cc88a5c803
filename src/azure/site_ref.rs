use std::fmt;

/// An app on the control plane.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppId {
    /// The subscription's id.
    pub subscription: String,
    /// The resource group.
    pub group: String,
    /// The app's name.
    pub name: String,
}

/// One side of an app: production, or a slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteRef {
    /// The app.
    pub app: AppId,
    /// The slot; `None` is production.
    pub slot: Option<String>,
}

impl SiteRef {
    /// The side that is called `slot`; `production` has no resource of its own.
    pub fn new(app: AppId, slot: &str) -> Self {
        let slot = (!slot.eq_ignore_ascii_case("production")).then(|| slot.to_owned());
        Self { app, slot }
    }

    /// Its path on the control plane.
    pub fn path(&self) -> String {
        match &self.slot {
            Some(slot) => format!("{}/slots/{slot}", self.app.path()),
            None => self.app.path(),
        }
    }

    /// What the swap calls it.
    pub fn slot_name(&self) -> &str {
        self.slot.as_deref().unwrap_or("production")
    }
}

impl AppId {
    /// Its path on the control plane.
    pub fn path(&self) -> String {
        let Self { subscription, group, name } = self;
        format!("/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Web/sites/{name}")
    }
}

impl fmt::Display for SiteRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.slot {
            Some(slot) => write!(f, "slot `{slot}` of {}", self.app.name),
            None => write!(f, "production of {}", self.app.name),
        }
    }
}
