//! The scalars of the claim file that the domain does not know in this form: days, countries, rates or series.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::domain::{Country, Day, Rate, RateSeries, text};

/// A day written `YYYY-MM-DD`, that exists in the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(Day);

impl Date {
    /// The day itself.
    #[must_use]
    pub fn day(self) -> Day {
        self.0
    }

    /// Reads the contract's grammar only: four digits, two, two.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *text.as_bytes() else { return None };
        let number = |digits: &[u8]| {
            digits.iter().try_fold(0_u32, |n, b| b.is_ascii_digit().then(|| n * 10 + u32::from(b - b'0')))
        };
        // Year 0 is no civil year, and dates past the third millennium are typing mistakes.
        if !matches!(y1, b'1' | b'2') {
            return None;
        }
        let year = i32::try_from(number(&[y1, y2, y3, y4])?).ok()?;
        Day::from_ymd_opt(year, number(&[m1, m2])?, number(&[d1, d2])?).map(Date)
    }
}

impl From<Day> for Date {
    fn from(day: Day) -> Self {
        Date(day)
    }
}

impl Deref for Date {
    type Target = Day;
    fn deref(&self) -> &Day {
        &self.0
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        text::read(d, |t| Date::parse(t).ok_or("not a day of the calendar written YYYY-MM-DD"))
    }
}

impl JsonSchema for Date {
    fn schema_name() -> Cow<'static, str> {
        "Date".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "format": "date",
            "pattern": "^[12][0-9]{3}-[0-9]{2}-[0-9]{2}$",
            "description": "Date du calendrier, AAAA-MM-JJ.",
            "examples": ["2026-11-22"],
        })
    }
}

/// A stipulated rate: a fixed percent a year, or a series read half-year by half-year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RateTerm {
    /// Percent a year.
    Fixed(Rate),
    /// A series of the contract, § 4.
    Series(RateSeries),
}

impl FromStr for RateTerm {
    type Err = ();
    fn from_str(s: &str) -> Result<Self, ()> {
        match s.parse() {
            Ok(series) => Ok(RateTerm::Series(series)),
            // Three digits at most before the point, as the schema says.
            Err(()) if s.split('.').next().is_none_or(|whole| whole.len() > 3) => Err(()),
            Err(()) => s.parse().map(RateTerm::Fixed).map_err(|_| ()),
        }
    }
}

impl fmt::Display for RateTerm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RateTerm::Fixed(rate) => rate.fmt(f),
            RateTerm::Series(series) => f.write_str(series.name()),
        }
    }
}

impl Serialize for RateTerm {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for RateTerm {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        text::read(d, |t| t.parse().map_err(|()| "neither a percent a year nor a series"))
    }
}

impl JsonSchema for RateTerm {
    fn schema_name() -> Cow<'static, str> {
        "RateTerm".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let names: Vec<&str> = RateSeries::ALL.iter().map(|s| s.name()).collect();
        json_schema!({
            "type": "string",
            "pattern": format!("^([0-9]{{1,3}}(\\.[0-9]{{1,4}})?|{})$", names.join("|")),
            "description": "Taux en pour cent l’an, entre guillemets, ou nom d’une série lue semestre par semestre.",
            "examples": ["12.15", "b2b_floor"],
        })
    }
}

impl JsonSchema for Country {
    fn schema_name() -> Cow<'static, str> {
        "Country".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "enum": Country::codes(),
            "description": "Pays, code ISO 3166-1 à deux lettres.",
        })
    }
}

/// Days of the year used as the divisor of interest (POLICY).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DayCount {
    /// Always 365.
    Fixed365,
    /// 365 or 366, as the year has.
    Actual,
}

impl DayCount {
    /// The name of the contract.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            DayCount::Fixed365 => "365",
            DayCount::Actual => "actual",
        }
    }
}

impl Serialize for DayCount {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for DayCount {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        match serde_json::Value::deserialize(d)? {
            serde_json::Value::String(s) if s == "actual" => Ok(DayCount::Actual),
            serde_json::Value::String(s) if s == "365" => Ok(DayCount::Fixed365),
            // The contract writes 365 bare: the number says the same.
            serde_json::Value::Number(n) if n.as_u64() == Some(365) => Ok(DayCount::Fixed365),
            _ => Err(D::Error::custom("expected 365 or actual")),
        }
    }
}

impl JsonSchema for DayCount {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "DayCount".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "enum": ["365", "actual", 365] })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_has_one_grammar_and_exists() {
        assert!(Date::parse("2024-02-29").is_some());
        for ko in [
            "2026-02-29",
            "2026-2-03",
            "26-02-03",
            "2026/02/03",
            "+2026-02-03",
            "0000-01-01",
            "9999-01-01",
            "２026-01-01",
        ] {
            assert!(Date::parse(ko).is_none(), "{ko}");
        }
    }

    #[test]
    fn a_rate_is_a_percent_or_a_series() {
        assert_eq!("b2b_floor".parse(), Ok(RateTerm::Series(RateSeries::B2bFloor)));
        assert_eq!("12.15".parse::<RateTerm>().unwrap().to_string(), "12.15");
        assert_eq!("12,15".parse::<RateTerm>(), Err(()));
    }

    #[test]
    fn the_day_count_is_read_as_text_or_number() {
        for json in ["\"365\"", "365"] {
            assert_eq!(serde_json::from_str::<DayCount>(json).unwrap(), DayCount::Fixed365);
        }
        assert!(serde_json::from_str::<DayCount>("360").is_err());
    }
}
