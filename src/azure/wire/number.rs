use std::fmt;

use serde::{Deserialize, Deserializer, de};

/// A whole number. Some services write it as `4.0`, or as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Integer(pub i64);

/// A whole number that counts something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Count(pub u64);

impl<'de> Deserialize<'de> for Integer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyForm)
    }
}

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Integer(number) = Integer::deserialize(deserializer)?;
        u64::try_from(number).map(Self).map_err(|_| de::Error::custom("a count below zero"))
    }
}

struct AnyForm;

impl de::Visitor<'_> for AnyForm {
    type Value = Integer;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number")
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Integer, E> {
        Ok(Integer(number))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Integer, E> {
        i64::try_from(number).map(Integer).map_err(|_| E::custom("too large a number"))
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Integer, E> {
        // Up to here every whole number has a floating-point number of its own.
        const EXACT: f64 = 9_007_199_254_740_992.0;
        if number.fract() == 0.0 && number.abs() <= EXACT {
            Ok(Integer(number as i64))
        } else {
            Err(E::custom("not a whole number"))
        }
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Integer, E> {
        text.parse().map(Integer).map_err(|_| E::custom("not a whole number"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_number_is_read_in_every_form_and_other_values_are_refused() {
        for text in ["7", "7.0", "\"7\""] {
            assert_eq!(serde_json::from_str::<Count>(text).unwrap(), Count(7), "{text}");
        }
        assert_eq!(serde_json::from_str::<Integer>("-1").unwrap(), Integer(-1));
        for text in ["-1", "7.5", "\"seven\"", "null", "true", "[]", "1e300"] {
            assert!(serde_json::from_str::<Count>(text).is_err(), "{text}");
        }
    }
}
