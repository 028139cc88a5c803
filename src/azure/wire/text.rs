use serde::{Deserialize, Deserializer};

/// A field that is always written, and is null, or an empty text, while there is nothing to say. When the field itself is
/// absent nothing was said, and that is an error.
pub(super) fn nullable_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(Option::<String>::deserialize(deserializer)?.filter(|text| !text.is_empty()))
}

/// The same for what is not a text.
pub(super) fn nullable<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    Option::deserialize(deserializer)
}
