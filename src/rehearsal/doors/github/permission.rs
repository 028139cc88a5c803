/// Permissions, any of which is enough, each with its level.
pub(super) type Needs = &'static [(&'static str, &'static str)];

/// What every token may read.
pub(super) const METADATA: Needs = &[("metadata", "read")];
pub(super) const READ_ATTESTATIONS: Needs = &[("attestations", "read")];
pub(super) const READ_CHECKS: Needs = &[("checks", "read")];
pub(super) const READ_DEPLOYMENTS: Needs = &[("deployments", "read")];
pub(super) const DEPLOY: Needs = &[("deployments", "write")];
pub(super) const READ_ACTIONS: Needs = &[("actions", "read")];
pub(super) const ACTIONS: Needs = &[("actions", "write")];
pub(super) const READ_COMMENTS: Needs = &[("issues", "read"), ("pull-requests", "read")];
pub(super) const COMMENT: Needs = &[("issues", "write"), ("pull-requests", "write")];
pub(super) const READ_PULLS: Needs = &[("pull-requests", "read"), ("contents", "read")];
pub(super) const ADMINISTER: Needs = &[("administration", "write")];

/// Whether a token with these permissions has one of those needed; to write includes to read.
pub(super) fn has(permissions: &[(String, String)], needs: Needs) -> bool {
    let grants = |name: &str, level: &str| {
        permissions.iter().any(|(granted, at)| granted == name && (at == "write" || at == level))
    };
    needs == METADATA || needs.iter().any(|(name, level)| grants(name, level))
}

/// How GitHub names them in a header.
pub(super) fn named(needs: Needs) -> String {
    let names: Vec<String> = needs.iter().map(|(name, level)| format!("{}={level}", name.replace('-', "_"))).collect();
    names.join("; ")
}
