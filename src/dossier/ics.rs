//! The deadlines of a dossier as a calendar file (RFC 5545): one whole-day event a deadline that is not over, with
//! reminders. Same dossier, same day: same bytes. What was met or missed is not an event.

use std::collections::BTreeMap;

use chrono::{Duration, NaiveTime};
use icalendar::{Alarm, Calendar, Component, Event, EventLike, Property};
use sha2::{Digest, Sha256};

use super::report::DeadlineView;
use crate::deadlines::Status;
use crate::domain::{Day, french};

/// Days before the event on which it is recalled.
const REMINDERS: [i64; 3] = [30, 7, 1];

/// What is to be done, or what begins or ends, in the title of an event.
fn title(code: &str) -> &str {
    match code {
        "prescription" => "Agir en justice avant la prescription – dernier jour utile",
        "forclusion" => "Agir en justice avant la forclusion – dernier jour utile",
        "order_service" => "Signifier l'ordonnance – dernier jour utile",
        "opposition" => "Opposition du débiteur – dernier jour",
        "enforcement_from" => "Exécution possible à partir de ce jour",
        "plus_five_from" => "Intérêts au taux majoré à partir de ce jour",
        "title_limitation" => "Exécuter le titre – dernier jour utile",
        "claim_declaration" => "Déclarer la créance – dernier jour utile",
        "relief_from_forclusion" => "Demander le relevé de forclusion – dernier jour utile",
        "notice_period" => "Délai laissé par la mise en demeure – dernier jour",
        "payment_term" => "Échéance de paiement",
        "conciliation" => "Tenter la conciliation – dernier jour utile",
        _ => "Délai du dossier – dernier jour",
    }
}

/// The calendar file; lines end in CRLF.
#[must_use]
pub fn ics(deadlines: &[DeadlineView], reference: &str, as_of: Day) -> String {
    let mut calendar = Calendar::empty();
    for (key, value) in [("VERSION", "2.0"), ("PRODID", "-//creance//FR"), ("CALSCALE", "GREGORIAN")] {
        calendar.append_property(Property::new(key, value));
    }
    calendar.name(&french::typeset(&format!("Délais du dossier {}", french::user(reference))));
    let mut seen = BTreeMap::new();
    for d in deadlines.iter().filter(|d| d.status != Status::Expired) {
        let rank = seen.entry((d.code, d.subject.as_str())).or_insert(0_u32);
        *rank += 1;
        calendar.push(event(d, reference, as_of, *rank));
    }
    calendar.to_string()
}

fn event(d: &DeadlineView, reference: &str, as_of: Day, rank: u32) -> Event {
    let uid = uid(&[reference, d.code, &d.subject, &rank.to_string()]);
    let stamp = as_of.and_time(NaiveTime::MIN).and_utc();
    let summary = format!("{} ({})", french::typeset(title(d.code)), french::user(reference));
    let mut event = Event::new();
    event
        .uid(&uid)
        .timestamp(stamp)
        .summary(&summary)
        .description(&description(d))
        .starts(d.expires_on)
        // The end of a whole-day event is not itself part of it.
        .ends(d.expires_on.succ_opt().unwrap_or(d.expires_on))
        .add_property("TRANSP", "TRANSPARENT");
    for days in REMINDERS {
        let mut alarm = Alarm::display(&summary, -Duration::days(days));
        // Given here, or the writer would put the hour it runs at and a random name.
        alarm.uid(&format!("{days}-{uid}")).timestamp(stamp);
        // In days: some calendars do not read the seconds that the writer gives.
        alarm.add_property("TRIGGER", format!("-P{days}D"));
        event.alarm(alarm);
    }
    event.done()
}

fn description(d: &DeadlineView) -> String {
    let mut parts = vec![d.computation.clone()];
    if let Some(day) = d.safe_by.filter(|day| *day != d.expires_on) {
        parts.push(french::typeset(&format!("Agir au plus tard le {}.", french::date(day))));
    }
    parts.extend(d.note.clone());
    let law: Vec<&str> = d.law.iter().map(|l| &*l.text).collect();
    if !law.is_empty() {
        parts.push(law.join(" ; "));
    }
    // The writer escapes line feeds; a lone carriage return would end a line for some readers.
    parts.join("\n").replace('\r', "")
}

/// A name that does not change from one file to the next and tells nothing of the dossier.
fn uid(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    let hex: String = hash.finalize().iter().take(16).map(|b| format!("{b:02x}")).collect();
    format!("{hex}@creance")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::Claim;
    use crate::dossier::{Law, judge, report};
    use crate::rules::RuleFiles;

    fn file(name: &str) -> (String, Vec<DeadlineView>) {
        let path = format!("{}/examples/claims/{name}.json", env!("CARGO_MANIFEST_DIR"));
        let json = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        let law = Law::load(RuleFiles::embedded()).unwrap();
        let as_of = "2026-11-22".parse().unwrap();
        let claim = Claim::normalise(json, as_of, &law.rules).unwrap();
        let reference = claim.reference.clone();
        let listed = report::deadlines(&judge(claim, None, &law).unwrap());
        (ics(&listed, &reference, as_of), listed)
    }

    /// The lines as they read once unfolded (RFC 5545, § 3.1).
    fn unfolded(text: &str) -> Vec<String> {
        text.replace("\r\n ", "").split("\r\n").map(str::to_owned).collect()
    }

    #[test]
    fn every_deadline_that_is_not_over_is_a_whole_day_with_three_reminders() {
        let (text, listed) = file("04_order_to_serve");
        let open: Vec<_> = listed.iter().filter(|d| d.status != Status::Expired).collect();
        assert!(!open.is_empty());
        let lines = unfolded(&text);
        let count = |line: &str| lines.iter().filter(|l| *l == line).count();
        assert_eq!(count("BEGIN:VEVENT"), open.len());
        assert_eq!(count("BEGIN:VALARM"), 3 * open.len());
        for trigger in ["TRIGGER:-P30D", "TRIGGER:-P7D", "TRIGGER:-P1D"] {
            assert_eq!(count(trigger), open.len(), "{trigger} in {text}");
        }
        let service = open.iter().find(|d| d.code == "order_service").unwrap();
        assert!(count(&format!("DTSTART;VALUE=DATE:{}", service.expires_on.format("%Y%m%d"))) > 0);
        let end = service.expires_on.succ_opt().unwrap();
        assert!(count(&format!("DTEND;VALUE=DATE:{}", end.format("%Y%m%d"))) > 0);
        let wanted = french::typeset("Signifier l'ordonnance – dernier jour utile");
        let titled = |l: &&String| l.starts_with(&format!("SUMMARY:{wanted}"));
        let services = open.iter().filter(|d| d.code == "order_service").count();
        assert_eq!(lines.iter().filter(titled).count(), services, "{text}");
        let cited = |l: &String| l.starts_with("DESCRIPTION:") && l.contains("1411");
        assert!(lines.iter().any(cited), "{text}");
    }

    #[test]
    fn the_file_is_well_formed_and_the_same_twice() {
        let (text, _) = file("01_b2b_three_invoices");
        std::thread::sleep(std::time::Duration::from_millis(1100));
        assert_eq!(text, file("01_b2b_three_invoices").0);
        assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
        assert_eq!(text.split("\r\n").map(str::len).filter(|n| *n > 75).max(), None, "lines are folded");
        assert!(text.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//creance//FR\r\n"));
        assert!(text.ends_with("END:VCALENDAR\r\n"));
        let stamps: Vec<_> = unfolded(&text).into_iter().filter(|l| l.starts_with("DTSTAMP")).collect();
        assert!(!stamps.is_empty() && stamps.iter().all(|l| l == "DTSTAMP:20261122T000000Z"));
        let mut uids: Vec<_> = unfolded(&text).into_iter().filter(|l| l.starts_with("UID:")).collect();
        let all = uids.len();
        uids.sort();
        uids.dedup();
        assert_eq!(uids.len(), all);
    }

    #[test]
    fn a_text_of_the_user_adds_no_line() {
        let (_, mut listed) = file("01_b2b_three_invoices");
        listed.truncate(1);
        listed[0].computation = "x\r\nATTACH:http://evil; a, b\\".into();
        let text = ics(&listed, "R\r\nBEGIN:VEVENT", "2026-11-22".parse().unwrap());
        let lines = unfolded(&text);
        assert_eq!(lines.iter().filter(|l| *l == "BEGIN:VEVENT").count(), 1);
        assert!(!lines.iter().any(|l| l.starts_with("ATTACH")), "{text}");
        assert_eq!(text.matches('\r').count(), text.matches("\r\n").count());
    }
}
