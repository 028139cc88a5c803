super::name!(
    /// A folder of an app, as the SCM site lists it.
    FolderName,
    "the name of a folder",
    "up to 255 letters, digits, spaces and the signs - _ . @ + ~, and not only periods",
    |text| {
        (1..=255).contains(&text.len())
            && text.chars().all(|c| c.is_ascii_alphanumeric() || " -_.@+~".contains(c))
            && !text.chars().all(|c| c == '.')
    }
);
