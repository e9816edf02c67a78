//! Calendars of the days that count as « férié ou chômé » under CPC, art. 642, by territory.
//!
//! Read from `legal-rules/calendars/holidays.toml`. Refuses a day outside the years that were checked and a
//! territory without a calendar: an unknown holiday is never taken for a working day.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde::Deserialize;

use super::data::{self, Fault};
use super::distance::Distances;
use super::limitation::LimitationRules;
use super::problem::DeadlineProblem;
use crate::domain::{Day, Grade, Territory};
use crate::rules::{LoadError, RuleFiles};

const FILE: &str = "calendars/holidays.toml";

/// What a day is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The end of a legal deadline: the days of the Code, no more.
    Expiry,
    /// A wait imposed on the creditor: also the days whose status is doubtful (R-ASYM).
    Wait,
}

/// The data of the law of time that are tables rather than values: holidays, distances, limitation by nature.
pub struct Calendars {
    first: Day,
    last: Day,
    names: Vec<String>,
    days: BTreeMap<Territory, Box<[Closed]>>,
    distances: Distances,
    limitation: LimitationRules,
}

#[derive(Clone, Copy)]
struct Closed {
    day: Day,
    name: usize,
    wait_only: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    valid_from: toml::value::Datetime,
    valid_until: toml::value::Datetime,
    #[allow(dead_code, reason = "shown to maintainers in the file itself")]
    verified_on: toml::value::Datetime,
    territories: Vec<Territory>,
    holiday: Vec<Holiday>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Holiday {
    name: String,
    month_day: Option<String>,
    easter: Option<i64>,
    from: Option<toml::value::Datetime>,
    until: Option<toml::value::Datetime>,
    territories: Option<Vec<Territory>>,
    #[serde(default)]
    wait_only: bool,
    law: Vec<String>,
    #[allow(dead_code, reason = "shown to maintainers in the file itself")]
    grade: Grade,
    #[allow(dead_code, reason = "shown to maintainers in the file itself")]
    note: Option<String>,
}

impl Calendars {
    /// Reads the calendars, the distances and the table of limitation periods.
    ///
    /// # Errors
    /// Every fault of the three files, at once.
    pub fn load(files: &RuleFiles) -> Result<Calendars, LoadError> {
        let mut faults = Vec::new();
        let distances = Distances::load(files, &mut faults);
        let limitation = LimitationRules::load(files, &mut faults);
        let holidays = load_holidays(files, &mut faults);
        match (distances, limitation, holidays) {
            (Some(distances), Some(limitation), Some((first, last, names, days))) if faults.is_empty() => {
                Ok(Calendars { first, last, names, days, distances, limitation })
            }
            _ => Err(LoadError(faults)),
        }
    }

    /// Who is far from which court.
    #[must_use]
    pub fn distances(&self) -> &Distances {
        &self.distances
    }

    /// The limitation periods by nature of claim.
    #[must_use]
    pub fn limitation(&self) -> &LimitationRules {
        &self.limitation
    }

    /// Whether a territory has a calendar here.
    #[must_use]
    pub fn supports(&self, territory: Territory) -> bool {
        self.days.contains_key(&territory)
    }

    /// Whether a day is a Saturday, a Sunday or a holiday of the territory (CPC, art. 642 al. 2).
    ///
    /// # Errors
    /// When the territory has no calendar, or the day lies outside the years checked and is no weekend.
    pub fn is_off(&self, day: Day, territory: Territory) -> Result<bool, DeadlineProblem> {
        self.is_off_for(Purpose::Expiry, day, territory)
    }

    /// The same, for a stated purpose.
    ///
    /// # Errors
    /// As [`Calendars::is_off`].
    pub fn is_off_for(
        &self,
        purpose: Purpose,
        day: Day,
        territory: Territory,
    ) -> Result<bool, DeadlineProblem> {
        if !self.supports(territory) {
            return Err(DeadlineProblem::CalendarUnsupported(territory));
        }
        Ok(is_weekend(day) || self.holiday_for(purpose, day, territory)?.is_some())
    }

    /// Whether a day is a holiday of the territory, weekend or not.
    ///
    /// # Errors
    /// When the territory has no calendar, or the day lies outside the years checked.
    pub fn is_holiday(&self, day: Day, territory: Territory) -> Result<bool, DeadlineProblem> {
        Ok(self.holiday_for(Purpose::Expiry, day, territory)?.is_some())
    }

    /// The French name of the holiday, for an explanation; `None` when the day is none or is not known.
    #[must_use]
    pub fn holiday_name(&self, purpose: Purpose, day: Day, territory: Territory) -> Option<&str> {
        self.holiday_for(purpose, day, territory).ok().flatten()
    }

    /// The day itself when it is a working day, else the first one after it.
    ///
    /// # Errors
    /// As [`Calendars::is_off`], or past the end of time.
    pub fn next_working(
        &self,
        purpose: Purpose,
        day: Day,
        territory: Territory,
    ) -> Result<Day, DeadlineProblem> {
        let mut d = day;
        while self.is_off_for(purpose, d, territory)? {
            d = d.succ_opt().ok_or(DeadlineProblem::DateOutOfRange)?;
        }
        Ok(d)
    }

    /// The day itself when it is a working day, else the last one before it (R-SAFE).
    ///
    /// # Errors
    /// As [`Calendars::is_off`].
    pub fn last_working(&self, day: Day, territory: Territory) -> Result<Day, DeadlineProblem> {
        let mut d = day;
        while self.is_off(d, territory)? {
            d = d.pred_opt().ok_or(DeadlineProblem::DateOutOfRange)?;
        }
        Ok(d)
    }

    fn holiday_for(
        &self,
        purpose: Purpose,
        day: Day,
        territory: Territory,
    ) -> Result<Option<&str>, DeadlineProblem> {
        let days = self.days.get(&territory).ok_or(DeadlineProblem::CalendarUnsupported(territory))?;
        if day < self.first || day > self.last {
            return Err(DeadlineProblem::CalendarOutOfRange { day, first: self.first, last: self.last });
        }
        let from = days.partition_point(|c| c.day < day);
        Ok(days
            .iter()
            .skip(from)
            .take_while(|c| c.day == day)
            .find(|c| purpose == Purpose::Wait || !c.wait_only)
            .and_then(|c| self.names.get(c.name))
            .map(String::as_str))
    }
}

type Loaded = (Day, Day, Vec<String>, BTreeMap<Territory, Box<[Closed]>>);

fn load_holidays(files: &RuleFiles, faults: &mut Vec<Fault>) -> Option<Loaded> {
    let file: File = data::parse(files, FILE, faults)?;
    let (Some(first), Some(last)) = (data::day(&file.valid_from), data::day(&file.valid_until)) else {
        faults.push(data::fault(FILE, "valid_from", "n'est pas une date"));
        return None;
    };
    let mut names = Vec::new();
    let mut days: BTreeMap<Territory, Vec<Closed>> =
        file.territories.iter().map(|t| (*t, Vec::new())).collect();
    for h in &file.holiday {
        data::check_laws(files, FILE, &h.name, &h.law, faults);
        let from = h.from.as_ref().and_then(data::day).unwrap_or(first);
        let until = h.until.as_ref().and_then(data::day).unwrap_or(last);
        let name = names.len();
        names.push(h.name.clone());
        for year in first.year()..=last.year() {
            let Some(day) = h.in_year(year) else {
                faults.push(data::fault(FILE, &h.name, "donnez un jour existant : `month_day` ou `easter`"));
                break;
            };
            if day < from || day > until {
                continue;
            }
            for t in h.territories.as_ref().unwrap_or(&file.territories) {
                match days.get_mut(t) {
                    Some(list) => list.push(Closed { day, name, wait_only: h.wait_only }),
                    None => faults.push(data::fault(FILE, &h.name, "territoire sans calendrier")),
                }
            }
        }
    }
    let days = days.into_iter().map(|(t, mut list)| {
        list.sort_by_key(|c| c.day);
        (t, list.into_boxed_slice())
    });
    Some((first, last, names, days.collect()))
}

impl Holiday {
    fn in_year(&self, year: i32) -> Option<Day> {
        match (&self.month_day, self.easter) {
            (Some(md), None) => format!("{year}-{md}").parse().ok(),
            (None, Some(offset)) => easter(year)?.checked_add_signed(chrono::TimeDelta::try_days(offset)?),
            _ => None,
        }
    }
}

/// Saturday or Sunday.
#[must_use]
pub fn is_weekend(day: Day) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

/// Easter Sunday of a year, by the Gregorian computus of Meeus, Jones and Butcher.
#[must_use]
pub fn easter(year: i32) -> Option<Day> {
    let a = year.rem_euclid(19);
    let (b, c) = (year.div_euclid(100), year.rem_euclid(100));
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 19 * l) / 433;
    let n = h + l - 7 * m;
    // Days after 22 March, the earliest Easter.
    let first = NaiveDate::from_ymd_opt(year, 3, 22)?;
    first.checked_add_days(Days::new(u64::try_from(n).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(s: &str) -> Day {
        s.parse().unwrap()
    }

    fn calendars() -> Calendars {
        Calendars::load(&RuleFiles::embedded()).unwrap()
    }

    #[test]
    fn easter_matches_the_published_table() {
        for s in [
            "2024-03-31",
            "2025-04-20",
            "2026-04-05",
            "2027-03-28",
            "2028-04-16",
            "2029-04-01",
            "2030-04-21",
            "2031-04-13",
            "2032-03-28",
            "2033-04-17",
            "2034-04-09",
            "2035-03-25",
            "2000-04-23",
            "1954-04-18",
            "1981-04-19",
            "2049-04-18",
            "1961-04-02",
            "2285-03-22",
            "2038-04-25",
        ] {
            let day = d(s);
            assert_eq!(easter(day.year()), Some(day), "{s}");
        }
    }

    #[test]
    fn every_territory_has_the_eleven_national_days_and_its_own() {
        let c = calendars();
        let count = |t| {
            let mut day = d("2026-01-01");
            let mut n = 0;
            while day <= d("2026-12-31") {
                n += usize::from(c.is_holiday(day, t).unwrap());
                day = day.succ_opt().unwrap();
            }
            n
        };
        assert_eq!(count(Territory::Metropole), 11);
        assert_eq!(count(Territory::SaintPierreEtMiquelon), 11);
        assert_eq!(count(Territory::AlsaceMoselle), 12);
        assert_eq!(count(Territory::AlsaceMoselleVendrediSaint), 13);
        for t in [
            Territory::Guadeloupe,
            Territory::Martinique,
            Territory::Guyane,
            Territory::LaReunion,
            Territory::Mayotte,
            Territory::SaintBarthelemy,
            Territory::SaintMartin,
        ] {
            assert_eq!(count(t), 12, "{t:?}");
        }
    }

    #[test]
    fn the_doubtful_day_of_saint_martin_only_lengthens_waits() {
        let c = calendars();
        let (t, day) = (Territory::SaintMartin, d("2026-05-28"));
        assert!(c.is_off(d("2026-05-27"), t).unwrap());
        assert!(!c.is_off(day, t).unwrap());
        assert!(c.is_off_for(Purpose::Wait, day, t).unwrap());
    }

    #[test]
    fn outside_the_checked_years_only_weekends_are_known() {
        let c = calendars();
        assert!(c.is_off(d("2035-12-31"), Territory::Metropole).is_ok());
        assert!(c.is_off(d("2036-01-05"), Territory::Metropole).unwrap());
        let refused = c.is_off(d("2036-01-07"), Territory::Metropole).unwrap_err();
        assert_eq!(refused.code(), "deadline.calendar_out_of_range");
        assert!(c.is_off(d("2014-12-31"), Territory::Metropole).is_err());
        for t in [Territory::PolynesieFrancaise, Territory::Taaf, Territory::Etranger] {
            assert_eq!(c.is_off(d("2026-11-22"), t).unwrap_err().code(), "deadline.calendar_unsupported");
        }
    }

    #[test]
    fn a_day_without_a_rule_is_a_fault_of_the_file() {
        let bent = "valid_from = 2015-01-01\nvalid_until = 2016-12-31\nverified_on = 2026-11-22\n\
                    territories = [\"metropole\"]\n[[holiday]]\nname = \"x\"\nlaw = [\"rien\"]\ngrade = \"text\"\n";
        let faults = Calendars::load(&RuleFiles::embedded().with(FILE, bent)).err().unwrap().0;
        assert_eq!(faults.len(), 2, "{faults:?}");
    }
}
