super::name!(
    /// The name of a function, as the Functions host accepts it (`Utility.IsValidFunctionName` in its source).
    FunctionName,
    "the name of a function",
    "a letter, then up to 127 letters, digits, hyphens and underscores",
    |text| {
        text.len() <= 128
            && text.starts_with(|c: char| c.is_ascii_alphabetic())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    }
);
