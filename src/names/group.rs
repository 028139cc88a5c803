super::name!(
    /// The name of a resource group, 1 to 90 characters.
    GroupName,
    "the name of a resource group",
    "1 to 90 letters, digits, underscores, hyphens, periods and parentheses, with no period at the end",
    |text| {
        (1..=90).contains(&text.chars().count())
            && text.chars().all(|c| c.is_alphanumeric() || "_-.()".contains(c))
            && !text.ends_with('.')
    }
);
