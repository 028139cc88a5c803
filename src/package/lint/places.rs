/// Whether a file belongs to what was installed, and not to what the team wrote.
pub(in crate::package) fn is_dependency(name: &str) -> bool {
    let lies_in = |folder: &str| name.starts_with(folder) || name.contains(&format!("/{folder}"));
    lies_in(".python_packages/") || lies_in("node_modules/")
}

/// The path below Python's packages, where the worker looks for them.
pub(super) fn in_site_packages(name: &str) -> Option<&str> {
    let inside = name.strip_prefix(".python_packages/")?;
    inside.split_once("site-packages/").map(|(_, rest)| rest)
}

/// The npm package that a file belongs to, as the end of where it lies: `@azure/functions`.
pub(super) fn in_node_modules(name: &str) -> Option<&str> {
    let (_, inside) = name.rsplit_once("node_modules/")?;
    let depth = if inside.starts_with('@') { 1 } else { 0 };
    let end = inside.match_indices('/').nth(depth)?.0;
    Some(&inside[..end])
}

/// The last part of a path.
pub(super) fn file_name(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}
