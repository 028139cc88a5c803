super::name!(
    /// The name of an app (`Microsoft.Web/sites`), 2 to 60 characters.
    AppName,
    "the name of an app",
    "2 to 60 letters (a to z), digits and hyphens, with no hyphen at either end",
    |text| super::is_label(text, 2, 60)
);
