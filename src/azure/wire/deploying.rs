use serde::Deserialize;

/// The answer of `GET /api/isdeploying` (`DeploymentController` in the source of Kudu): `True` or `False`, as text or not.
#[derive(Debug, Deserialize)]
pub(crate) struct Deploying {
    value: Truth,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Truth {
    Said(bool),
    Written(String),
}

impl Deploying {
    /// Whether it is; a word that is neither counts as yes.
    pub(crate) fn is_so(&self) -> bool {
        match &self.value {
            Truth::Said(value) => *value,
            Truth::Written(word) => !word.eq_ignore_ascii_case("false"),
        }
    }
}
