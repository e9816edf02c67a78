//! Days and local times as JSON writes them, read without tolerance.

use std::borrow::Cow;

use chrono::NaiveDateTime;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::domain::Day;

/// A day written `YYYY-MM-DD`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct IsoDay(pub Day);

impl IsoDay {
    /// Reads the one accepted form.
    #[must_use]
    pub fn parse(text: &str) -> Option<IsoDay> {
        let shape = text.len() == 10
            && text
                .bytes()
                .enumerate()
                .all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() });
        if shape { text.parse().ok().map(IsoDay) } else { None }
    }
}

impl From<Day> for IsoDay {
    fn from(d: Day) -> Self {
        IsoDay(d)
    }
}

impl Serialize for IsoDay {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for IsoDay {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        IsoDay::parse(&String::deserialize(d)?).ok_or_else(|| de::Error::custom("not a day"))
    }
}

impl JsonSchema for IsoDay {
    fn schema_name() -> Cow<'static, str> {
        "IsoDay".into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "date" })
    }
}

/// A local time of the court written `YYYY-MM-DDTHH:MM:SS`, without offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LocalTime(pub NaiveDateTime);

impl LocalTime {
    /// Reads the one accepted form; the seconds and their fraction may be left out.
    #[must_use]
    pub fn parse(text: &str) -> Option<LocalTime> {
        let (day, time) = text.split_once('T')?;
        IsoDay::parse(day)?;
        // A leap second would belong to the day before; the legal day ends at 24:00.
        if !time.is_ascii() || time.get(6..8) == Some("60") {
            return None;
        }
        let read = |f| NaiveDateTime::parse_from_str(text, f).ok();
        match time.len() {
            5 => read("%Y-%m-%dT%H:%M"),
            8.. => read("%Y-%m-%dT%H:%M:%S%.f"),
            _ => None,
        }
        .map(LocalTime)
    }
}

impl<'de> Deserialize<'de> for LocalTime {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        LocalTime::parse(&String::deserialize(d)?).ok_or_else(|| de::Error::custom("not a local time"))
    }
}

impl JsonSchema for LocalTime {
    fn schema_name() -> Cow<'static, str> {
        "LocalTime".into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "local-date-time" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_written_form_is_a_day() {
        assert!(IsoDay::parse("2026-02-28").is_some());
        for bad in [
            "2026-02-30",
            "2026-2-3",
            "26-02-03",
            "2026-02-03 ",
            "+026-02-03",
            "2026/02/03",
            "",
            "２０26-02-03",
        ] {
            assert_eq!(IsoDay::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_local_time_has_no_offset() {
        assert!(LocalTime::parse("2026-12-01T23:59:59").is_some());
        assert!(LocalTime::parse("2026-12-01T23:59").is_some());
        assert!(LocalTime::parse("2026-12-01T23:59:59.999").is_some());
        for bad in [
            "2026-12-01T24:00:00",
            "2026-12-01T23:59:60",
            "2026-12-01T23:59:59Z",
            "2026-12-01",
            "2026-12-01 10:00:00",
        ] {
            assert_eq!(LocalTime::parse(bad), None, "{bad}");
        }
    }
}
