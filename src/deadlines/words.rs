//! French words of an explanation: dates, durations, weekdays, territories.

use chrono::{Datelike, Weekday};

use crate::domain::{Day, Territory};

const MONTHS: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];

/// `1er décembre 2026`, with no-break spaces.
pub(super) fn date(d: Day) -> String {
    let month = usize::try_from(d.month0()).ok().and_then(|m| MONTHS.get(m)).copied().unwrap_or_default();
    let ordinal = if d.day() == 1 { "er" } else { "" };
    format!("{}{ordinal}\u{a0}{month}\u{a0}{}", d.day(), d.year())
}

/// `lundi`.
pub(super) fn weekday(d: Day) -> &'static str {
    match d.weekday() {
        Weekday::Mon => "lundi",
        Weekday::Tue => "mardi",
        Weekday::Wed => "mercredi",
        Weekday::Thu => "jeudi",
        Weekday::Fri => "vendredi",
        Weekday::Sat => "samedi",
        Weekday::Sun => "dimanche",
    }
}

/// `2 ans, 1 mois et 5 jours`.
pub(super) fn duration(years: u32, months: u32, days: u32) -> String {
    let mut parts = Vec::new();
    if years > 0 {
        parts.push(format!("{years}\u{a0}an{}", if years > 1 { "s" } else { "" }));
    }
    if months > 0 {
        parts.push(format!("{months}\u{a0}mois"));
    }
    if days > 0 {
        parts.push(format!("{days}\u{a0}jour{}", if days > 1 { "s" } else { "" }));
    }
    match parts.pop() {
        None => "0\u{a0}jour".to_owned(),
        Some(last) if parts.is_empty() => last,
        Some(last) => format!("{} et {last}", parts.join(", ")),
    }
}

/// The territory as people name it.
#[must_use]
pub fn territory(t: Territory) -> &'static str {
    match t {
        Territory::Metropole => "métropole",
        Territory::AlsaceMoselle => "Alsace-Moselle",
        Territory::AlsaceMoselleVendrediSaint => "Alsace-Moselle (Vendredi saint férié)",
        Territory::Guadeloupe => "Guadeloupe",
        Territory::Martinique => "Martinique",
        Territory::Guyane => "Guyane",
        Territory::LaReunion => "La Réunion",
        Territory::Mayotte => "Mayotte",
        Territory::SaintBarthelemy => "Saint-Barthélemy",
        Territory::SaintMartin => "Saint-Martin",
        Territory::SaintPierreEtMiquelon => "Saint-Pierre-et-Miquelon",
        Territory::PolynesieFrancaise => "Polynésie française",
        Territory::WallisEtFutuna => "Wallis-et-Futuna",
        Territory::NouvelleCaledonie => "Nouvelle-Calédonie",
        Territory::Taaf => "Terres australes et antarctiques françaises",
        Territory::Etranger => "pays étranger",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_durations_read_as_french() {
        assert_eq!(date("2026-12-01".parse().unwrap()), "1er\u{a0}décembre\u{a0}2026");
        assert_eq!(duration(0, 1, 5), "1\u{a0}mois et 5\u{a0}jours");
        assert_eq!(duration(2, 0, 0), "2\u{a0}ans");
        assert_eq!(weekday("2026-11-22".parse().unwrap()), "dimanche");
    }
}
