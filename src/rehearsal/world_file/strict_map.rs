use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde::{Serialize, Serializer};

/// Named things. A name that is there twice is an error, where YAML would silently let the last one
/// win. A name without a value has the default.
#[derive(Debug, Clone, PartialEq)]
pub struct StrictMap<T>(pub BTreeMap<String, T>);

impl<T> Default for StrictMap<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<T> StrictMap<T> {
    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<T: Serialize> Serialize for StrictMap<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de> + Default> Deserialize<'de> for StrictMap<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Entries(PhantomData))
    }
}

struct Entries<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de> + Default> Visitor<'de> for Entries<T> {
    type Value = StrictMap<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("names with what they stand for")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found: BTreeMap<String, T> = BTreeMap::new();
        while let Some(name) = map.next_key::<String>()? {
            if found.contains_key(&name) {
                return Err(A::Error::custom(format!("`{name}` is here twice")));
            }
            let value = map.next_value::<Option<T>>()?.unwrap_or_default();
            found.insert(name, value);
        }
        Ok(StrictMap(found))
    }
}
