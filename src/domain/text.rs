//! Values that are written as texts, read from where they stand without a copy.

use std::fmt::{self, Display};

use serde::de::{Deserializer, Error, Visitor};

struct Text<T, E>(fn(&str) -> Result<T, E>);

impl<T, E: Display> Visitor<'_> for Text<T, E> {
    type Value = T;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }
    fn visit_str<F: Error>(self, text: &str) -> Result<T, F> {
        (self.0)(text).map_err(F::custom)
    }
}

/// Reads a value by its text.
pub(crate) fn read<'de, D: Deserializer<'de>, T, E: Display>(
    d: D,
    read: fn(&str) -> Result<T, E>,
) -> Result<T, D::Error> {
    d.deserialize_str(Text(read))
}
