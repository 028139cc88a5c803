super::name!(
    /// A file of an app, as the SCM site lists it.
    FileName,
    "the name of a file",
    super::listed::RULE,
    super::listed::is_plain
);
