//! What can make a deadline impossible to compute: stable codes, and French messages that say what to do.

use crate::domain::{Day, Territory};
use crate::rules::NoVersion;

/// One fault of one field of the input.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct FieldProblem {
    /// Stable code.
    pub code: &'static str,
    /// RFC 6901 pointer into the input; empty for the whole.
    pub pointer: String,
    /// French message.
    pub message: String,
}

/// Why a deadline was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DeadlineProblem {
    /// The input does not have the shape of its kind: every fault of it.
    #[error("saisie inutilisable\u{a0}: {}", .0.iter().map(|f| f.message.as_str()).collect::<Vec<_>>().join(" "))]
    Input(Vec<FieldProblem>),
    /// No such kind of deadline.
    #[error("le calcul «\u{a0}{0}\u{a0}» n'existe pas\u{a0}; choisissez l'un de\u{a0}: {kinds}", kinds = super::api::kinds_list())]
    KindUnknown(String),
    /// A period of nothing, a negative one, or one that ends before it starts.
    #[error(
        "la durée est nulle, négative ou à rebours : indiquez au moins un jour, un mois ou un an, et une fin qui ne précède pas le début"
    )]
    DurationInvalid {
        /// The field concerned.
        pointer: &'static str,
    },
    /// The status of a day outside the checked calendars would decide.
    #[error("le {day} sort des calendriers vérifiés ({first} à {last})\u{a0}: vérifiez à la main si ce jour est ouvrable", day = super::words::date(*day), first = super::words::date(*first), last = super::words::date(*last))]
    CalendarOutOfRange {
        /// The day asked.
        day: Day,
        /// First day of the calendars.
        first: Day,
        /// Last day of the calendars.
        last: Day,
    },
    /// The territory has no calendar here.
    #[error("aucun calendrier des jours fériés pour ce territoire ({})\u{a0}: calculez ce délai à la main, ou choisissez le territoire où l'acte doit être accompli", super::words::territory(*.0))]
    CalendarUnsupported(Territory),
    /// The court sits where the code of civil procedure of the State does not apply.
    #[error("une juridiction siégeant hors du champ du code de procédure civile ({}) suit ses propres règles de procédure\u{a0}: ce service ne les calcule pas", super::words::territory(*.0))]
    CourtUnsupported(Territory),
    /// No debtor resides in France.
    #[error(
        "aucun débiteur ne demeure en France : l'injonction de payer nationale n'a pas de juge compétent ; voyez l'injonction de payer européenne"
    )]
    NoCompetentCourt,
    /// An order of a regime that is not supported.
    #[error("l'ordonnance du {} relève d'un régime ancien, qui n'est pas pris en charge\u{a0}: vérifiez l'apposition de la formule exécutoire avec un professionnel", super::words::date(*.0))]
    OrderRegimeUnsupported(Day),
    /// An « end of month » clause without its method.
    #[error(
        "la clause « fin de mois » ne dit pas sa méthode : indiquez « days_then_end_of_month », « end_of_month_then_days », ou « unknown » si le contrat ne le dit pas (la date la plus tardive est alors retenue)"
    )]
    TermMethodRequired,
    /// The outcome of the formal notice is missing.
    #[error(
        "indiquez ce qu'est devenue la mise en demeure : signed, refused, unclaimed, addressee_unknown ou simple_letter_or_email"
    )]
    NoticeOutcomeRequired,
    /// The formal notice reached nobody.
    #[error("{0}")]
    NoticeNotReceived(&'static str),
    /// A procedure that the law provides and no decree applies yet.
    #[error(
        "la procédure de recouvrement des créances commerciales incontestées attend son décret d'application : choisissez l'injonction de payer ou l'assignation"
    )]
    ProcedureNotAvailable,
    /// No version of a rule covers the day.
    #[error(transparent)]
    NoVersion(#[from] NoVersion),
    /// A date past the end of the calendar.
    #[error("la date calculée dépasse le calendrier\u{a0}: vérifiez la durée")]
    DateOutOfRange,
}

impl DeadlineProblem {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Input(_) => "input.invalid",
            Self::KindUnknown(_) => "deadline.kind_unknown",
            Self::DurationInvalid { .. } => "deadline.duration_invalid",
            Self::CalendarOutOfRange { .. } => "deadline.calendar_out_of_range",
            Self::CalendarUnsupported(_) => "deadline.calendar_unsupported",
            Self::CourtUnsupported(_) => "deadline.court_unsupported",
            Self::NoCompetentCourt => "ip.no_competent_court",
            Self::OrderRegimeUnsupported(_) => "ip.order_regime_unsupported",
            Self::TermMethodRequired => "term.method_required",
            Self::NoticeOutcomeRequired => "med.outcome_required",
            Self::NoticeNotReceived(_) => "notice.not_received",
            Self::ProcedureNotAvailable => "procedure.not_available",
            Self::NoVersion(_) => "rules.no_version",
            Self::DateOutOfRange => "deadline.date_out_of_range",
        }
    }

    /// The faults one by one, for `errors` of a problem+json.
    #[must_use]
    pub fn errors(&self) -> Vec<FieldProblem> {
        let pointer = match self {
            Self::Input(list) => return list.clone(),
            Self::DurationInvalid { pointer } => *pointer,
            Self::TermMethodRequired => "/term/method",
            Self::NoticeOutcomeRequired | Self::NoticeNotReceived(_) => "/outcome",
            Self::OrderRegimeUnsupported(_) => "/order_date",
            _ => "",
        };
        vec![FieldProblem { code: self.code(), pointer: pointer.to_owned(), message: self.to_string() }]
    }
}
