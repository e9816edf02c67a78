//! Increases of procedural deadlines by distance (CPC, art. 643 to 645).
//!
//! Only the residence of the party whom the deadline binds counts, never that of the other party.

use serde::Deserialize;

use super::data::{self, Fault};
use super::problem::DeadlineProblem;
use crate::domain::{Day, Territory};
use crate::rules::{RuleFiles, Rules, registry};

const FILE: &str = "deadlines/distance.toml";

/// Which residences are far from which seats.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Distances {
    unsupported_seats: Vec<Territory>,
    collectivity: Vec<Collectivity>,
    seat: Vec<Seat>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Collectivity {
    name: Territory,
    territories: Vec<Territory>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Seat {
    courts: Vec<Territory>,
    distant: Vec<Territory>,
    law: Vec<String>,
}

impl Distances {
    pub(super) fn load(files: &RuleFiles, faults: &mut Vec<Fault>) -> Option<Distances> {
        let out: Distances = data::parse(files, FILE, faults)?;
        for s in &out.seat {
            data::check_laws(files, FILE, "seat", &s.law, faults);
        }
        Some(out)
    }

    /// The collectivity of a territory: several calendars may belong to one.
    #[must_use]
    pub fn collectivity(&self, territory: Territory) -> Territory {
        self.collectivity.iter().find(|c| c.territories.contains(&territory)).map_or(territory, |c| c.name)
    }

    /// The months added to a deadline of opposition, appearance or appeal, for who resides at `residence`, before a
    /// court seated at `court`; `on` is the day the deadline starts. With the articles that decide.
    ///
    /// # Errors
    /// When the court lies outside the reach of the code, or no version of the increase covers the day.
    pub fn months(
        &self,
        court: Territory,
        residence: Territory,
        on: Day,
        rules: &Rules,
    ) -> Result<(u32, &[String]), DeadlineProblem> {
        if self.unsupported_seats.contains(&court) {
            return Err(DeadlineProblem::CourtUnsupported(court));
        }
        let seat = self.seat.iter().find(|s| s.courts.contains(&court));
        let seat = seat.ok_or(DeadlineProblem::CalendarUnsupported(court))?;
        let months = if residence == Territory::Etranger {
            rules.get(registry::DISTANCE_ABROAD_MONTHS, on)?
        } else if self.collectivity(court) != self.collectivity(residence)
            && seat.distant.contains(&residence)
        {
            rules.get(registry::DISTANCE_OVERSEAS_MONTHS, on)?
        } else {
            0
        };
        Ok((months, &seat.law))
    }
}
