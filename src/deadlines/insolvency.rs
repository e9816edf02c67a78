//! Deadlines opened by a collective procedure (C. com., art. R. 622-24 and L. 622-26): both run from the BODACC
//! publication, never from the judgment.

use super::calendar::Calendars;
use super::problem::DeadlineProblem;
use super::procedural::{self, ProceduralDeadline, months};
use crate::domain::{Day, Territory};
use crate::rules::{Rules, registry};

/// The last day to declare the claim (INS-02). A creditor outside the collectivity of the court has a longer time.
///
/// # Errors
/// No version for the day; no calendar.
pub fn claim_declaration(
    published_on: Day,
    court: Territory,
    creditor: Territory,
    rules: &Rules,
    calendars: &Calendars,
) -> Result<ProceduralDeadline, DeadlineProblem> {
    let n = rules.get(registry::DECLARATION_MONTHS, published_on)?;
    let near = calendars.distances().collectivity(court) == calendars.distances().collectivity(creditor);
    let distance = if near { 0 } else { rules.get(registry::DECLARATION_DISTANCE_MONTHS, published_on)? };
    procedural::deadline(published_on, months(n)?, distance, court, calendars)
}

/// The last day to ask to be relieved of the foreclosure (INS-03). Not prorogued: whether CPC, art. 642 reaches a
/// foreclosure is not settled, and the earlier day is the safe one.
///
/// # Errors
/// No version for the day.
pub fn relief_from_forclusion(published_on: Day, rules: &Rules) -> Result<Day, DeadlineProblem> {
    procedural::raw(published_on, months(rules.get(registry::RELIEF_MONTHS, published_on)?)?, 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::RuleFiles;

    #[test]
    fn the_declaration_runs_from_publication_and_is_longer_from_afar() {
        let rules = Rules::load(RuleFiles::embedded()).unwrap();
        let calendars = Calendars::load(rules.files()).unwrap();
        let day = |s: &str| s.parse::<Day>().unwrap();
        let expiry = |court, creditor| {
            claim_declaration(day("2026-09-15"), court, creditor, &rules, &calendars).unwrap().expiry
        };
        assert_eq!(expiry(Territory::Metropole, Territory::AlsaceMoselle), day("2026-11-16"));
        assert_eq!(expiry(Territory::Metropole, Territory::Etranger), day("2027-01-15"));
        assert_eq!(expiry(Territory::LaReunion, Territory::Metropole), day("2027-01-15"));
        assert_eq!(relief_from_forclusion(day("2026-09-15"), &rules), Ok(day("2027-03-15")));
    }
}
