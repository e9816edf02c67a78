//! Which notices put the debtor in default, and from which day (C. civ., art. 1344 and 1344-1; CIV-03, CIV-04, R-MED).

use super::wire::{Channel, Notice, NoticeKind, Returned};
use crate::domain::Day;

/// A notice that puts in default.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Default {
    /// Rank of the notice in the file.
    pub notice: usize,
    /// The day from which interest runs; not itself counted.
    pub effective_on: Day,
    /// The day of presentation is not told: the day of sending was taken, to be said (CIV-04, POLICY).
    pub presentation_unknown: bool,
}

impl Notice {
    /// Whether it demands payment in earnest: a mise en demeure or a sommation.
    #[must_use]
    pub fn is_formal(&self) -> bool {
        matches!(self.kind, NoticeKind::FormalNotice | NoticeKind::Summons)
    }

    /// Whether its way of sending leaves a dated proof.
    #[must_use]
    pub fn is_provable(&self) -> bool {
        matches!(
            self.channel,
            Channel::RegisteredLetter
                | Channel::ElectronicRegisteredLetter
                | Channel::BailiffService
                | Channel::Hand
        )
    }

    /// The day it takes effect and whether presentation had to be guessed from sending; `None` when it has no effect:
    /// not a formal notice, wrong address, or sent without any proof and not known to have been received.
    #[must_use]
    pub fn takes_effect(&self) -> Option<(Day, bool)> {
        if !self.is_formal() || self.returned == Some(Returned::UnknownAddress) {
            return None;
        }
        let presented = self.presented_on.or(self.received_on).map(|d| d.day());
        match (presented, self.is_provable()) {
            (Some(day), true) => Some((day, false)),
            (None, true) => {
                let certain = matches!(self.channel, Channel::BailiffService | Channel::Hand);
                Some((self.sent_on.day(), !certain))
            }
            (_, false) => self.received_on.map(|d| (d.day(), false)),
        }
    }
}

/// The notices that put in default, the earliest first.
#[must_use]
pub fn defaults(notices: &[Notice]) -> Vec<Default> {
    let mut out: Vec<Default> = notices
        .iter()
        .enumerate()
        .filter_map(|(notice, n)| {
            let (effective_on, presentation_unknown) = n.takes_effect()?;
            Some(Default { notice, effective_on, presentation_unknown })
        })
        .collect();
    out.sort_by_key(|d| (d.effective_on, d.notice));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn effect(json: &str) -> Option<String> {
        let notice: Notice = serde_json::from_str(json).unwrap();
        notice.takes_effect().map(|(d, guessed)| format!("{d}{}", if guessed { " ?" } else { "" }))
    }

    #[test]
    fn only_a_formal_notice_that_reached_the_debtor_s_door_takes_effect() {
        let formal =
            |rest: &str| effect(&format!(r#"{{"kind":"formal_notice","sent_on":"2026-10-02",{rest}}}"#));
        let lrar = r#""channel":"registered_letter""#;
        let got = formal(&format!(r#"{lrar},"presented_on":"2026-10-06","returned":"unclaimed""#));
        assert_eq!(got.as_deref(), Some("2026-10-06"));
        assert_eq!(formal(lrar).as_deref(), Some("2026-10-02 ?"));
        let gone = format!(r#"{lrar},"presented_on":"2026-10-06","returned":"unknown_address""#);
        assert_eq!(formal(&gone), None);
        assert_eq!(formal(r#""channel":"email""#), None);
        assert_eq!(formal(r#""channel":"letter","received_on":"2026-10-05""#).as_deref(), Some("2026-10-05"));
        assert_eq!(formal(r#""channel":"bailiff_service""#).as_deref(), Some("2026-10-02"));
        let reminder = r#"{"kind":"reminder","channel":"registered_letter","sent_on":"2026-10-02"}"#;
        assert_eq!(effect(reminder), None);
    }
}
