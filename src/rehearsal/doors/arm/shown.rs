use serde_json::{Value, json};

/// Where the resource is shown; each has a few fields of its own (recorded).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    /// As the answer to GET.
    Alone,
    /// As one of a list.
    InList,
    /// As the answer to PUT.
    Written,
}

impl Shown {
    /// Changes the properties that differ from those of GET.
    pub(super) fn adjust(self, properties: &mut Value) {
        if self != Self::Alone {
            properties["privateEndpointConnections"] = Value::Null;
            properties["inFlightFeatures"] = Value::Null;
        }
        if self == Self::InList {
            properties["siteMode"] = json!("Limited");
            properties["computeMode"] = json!("Dedicated");
        }
        if self == Self::Written {
            let everyone = json!([{
                "ipAddress": "Any", "action": "Allow", "priority": 2147483647, "name": "Allow all",
                "description": "Allow all access",
            }]);
            let config = &mut properties["siteConfig"];
            config["ipSecurityRestrictions"] = everyone.clone();
            config["scmIpSecurityRestrictions"] = everyone;
            config["functionAppScaleLimit"] = Value::Null;
            config["elasticWebAppScaleLimit"] = json!(0);
        }
    }
}
