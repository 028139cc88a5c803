super::name!(
    /// A file of an app, as the SCM site lists it.
    FileName,
    "the name of a file",
    "up to 255 letters, digits, spaces and the signs - _ . @ + ~, and not only periods",
    |text| {
        (1..=255).contains(&text.len())
            && text.chars().all(|c| c.is_ascii_alphanumeric() || " -_.@+~".contains(c))
            && !text.chars().all(|c| c == '.')
    }
);
