super::name!(
    /// Kudu's id of a deployment. Kudu itself gives hexadecimal ids and GUIDs; clients may name their own.
    DeploymentId,
    "the id of a deployment",
    "up to 200 letters, digits, hyphens, underscores and periods, with no period at the start",
    |text| {
        (1..=200).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
            && !text.starts_with('.')
    }
);

impl DeploymentId {
    /// Whether Kudu replaces it before the deployment ends (facts: deployment-history).
    pub fn is_temporary(&self) -> bool {
        self.0.starts_with("temp-")
    }
}
