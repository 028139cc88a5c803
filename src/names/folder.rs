super::name!(
    /// A folder of an app, as the SCM site lists it.
    FolderName,
    "the name of a folder",
    super::listed::RULE,
    super::listed::is_plain
);
