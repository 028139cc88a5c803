use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor, value::MapAccessDeserializer};

/// Reads what may be written as one text or, in full, as a mapping. Unlike serde's untagged enums
/// it keeps the parser's words and places for what is wrong in the mapping.
pub(super) fn either<'de, D, T, F>(
    deserializer: D,
    expecting: &'static str,
    short: impl FnOnce(&str) -> Result<T, String>,
    full: impl FnOnce(F) -> T,
) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    F: Deserialize<'de>,
{
    deserializer.deserialize_any(Either { expecting, short, full, read: PhantomData })
}

struct Either<S, M, T, F> {
    expecting: &'static str,
    short: S,
    full: M,
    read: PhantomData<fn() -> (T, F)>,
}

impl<'de, S, M, T, F> Visitor<'de> for Either<S, M, T, F>
where
    S: FnOnce(&str) -> Result<T, String>,
    M: FnOnce(F) -> T,
    F: Deserialize<'de>,
{
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.expecting)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        (self.short)(text).map_err(E::custom)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        F::deserialize(MapAccessDeserializer::new(map)).map(self.full)
    }
}
