//! From the kind of judge and the place to the court itself, its address, and who must be represented there.

use super::directory::{Court, CourtType, District, Sureness};
use super::lawyer::Lawyer;
use super::matter::{Facts, Matter, Step, Undecided, Word, decide};
use super::place::Place;
use super::quality::Quality;
use super::read::DataError;
use super::view::{Confidence, CourtAddress, CourtOption, CourtView, Kind, display_name, judge};
use super::wording::{Reason, Reasoning, euros};
use super::{Courts, Tables};
use crate::domain::{Day, Money, Nature};
use crate::rules::{NoVersion, Rules, registry};

/// What decides of the court.
#[derive(Debug, Clone, Copy)]
pub struct CourtQuery<'a> {
    /// What the claim is born of.
    pub nature: Nature,
    /// The principal.
    pub amount: Money,
    /// The total claimed, when known: it may fall on the other side of a threshold (CT-14).
    pub amount_total: Option<Money>,
    /// `None` when it must be asked (a sole trader who did not say).
    pub debtor: Option<Quality>,
    /// `None` when unknown: treated as no merchant, which leaves the option open.
    pub creditor: Option<Quality>,
    /// Where the debtor lives or is established.
    pub place: &'a Place,
    /// The building, for charges of a copropriété.
    pub building: Option<&'a Place>,
    /// Date of the contract: it picks the scope of consumer credit.
    pub contract_date: Option<Day>,
    /// The claim rests on an act of commerce by form (accepted lettre de change).
    pub commerce_by_form: bool,
    /// Day of filing.
    pub on: Day,
}

/// The competent court and what follows from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Competence {
    /// The court as the contract shows it.
    pub view: CourtView,
    /// The subject-matter retained.
    pub matter: Matter,
    /// The judge addressed: « président du tribunal de commerce de Cusset ».
    pub judge: String,
    /// Keys of law, in the order of the reasoning.
    pub law: Vec<String>,
    /// After opposition.
    pub lawyer_if_opposed: Lawyer,
    /// The subject-matter of each alternative, in the same order.
    pub(crate) alternative_matters: Vec<Matter>,
}

impl Competence {
    /// The kind of court.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.view.court.kind
    }

    /// How sure the answer is.
    #[must_use]
    pub fn confidence(&self) -> Confidence {
        self.view.court.confidence
    }
}

/// Why no court is given.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CompetenceError {
    /// The data.
    #[error("données des juridictions inutilisables : {0}")]
    Data(#[from] DataError),
    /// No version of a rule on that day.
    #[error(transparent)]
    NoVersion(#[from] NoVersion),
    /// Charges of a copropriété without the building's place.
    #[error("le lieu de l’immeuble manque : pour des charges de copropriété, il décide du tribunal")]
    BuildingMissing,
    /// A professional debtor of unknown quality: no automatic choice.
    #[error(
        "la qualité du débiteur manque : commerçant ou artisan, la juridiction commerciale peut être compétente ; sinon, le tribunal judiciaire. Précisez-la"
    )]
    DebtorQuality {
        /// The courts between which the answer decides.
        options: Vec<CourtOption>,
    },
    /// A territory with its own code of civil procedure.
    #[error(
        "{place} a son propre code de procédure civile : l’injonction de payer y relève de règles locales, non prises en charge"
    )]
    OutOfScope {
        /// The commune.
        place: String,
    },
    /// No court is known for the place.
    #[error("aucune juridiction de ce genre n’est connue pour {place} : à rechercher sur justice.fr")]
    NoCourt {
        /// The commune.
        place: String,
    },
}

impl Courts {
    /// The competent court for one debtor.
    ///
    /// # Errors
    /// What is missing to decide, see [`CompetenceError`].
    pub fn competence(&self, rules: &Rules, q: &CourtQuery<'_>) -> Result<Competence, CompetenceError> {
        Search::new(self.tables()?, rules, q)?.run()
    }
}

/// The words that fill the sentences, in the grammar of [`super::wording::Wordings::say`].
fn words(step: &Step) -> Vec<(&'static str, String)> {
    let word = |w: &Word| match *w {
        Word::Amount(name, amount) => (name, euros(amount)),
        Word::Day(name, day) => (name, day.format("%d/%m/%Y").to_string()),
    };
    step.1.iter().map(word).collect()
}

pub(super) struct Search<'a> {
    tables: &'a Tables,
    pub(super) rules: &'a Rules,
    pub(super) q: &'a CourtQuery<'a>,
    place: &'a Place,
    district: &'a District,
    proximity_ceiling: Money,
}

struct Chosen {
    option: CourtOption,
    judge: String,
    law: Vec<String>,
}

impl<'a> Search<'a> {
    fn new(tables: &'a Tables, rules: &'a Rules, q: &'a CourtQuery<'a>) -> Result<Self, CompetenceError> {
        let place = match q.nature {
            Nature::CoownershipCharges => q.building.ok_or(CompetenceError::BuildingMissing)?,
            _ => q.place,
        };
        let no_court = || CompetenceError::NoCourt { place: place.name.clone() };
        let district = tables.directory.district_of(place.commune).ok_or_else(no_court)?;
        if tables.directory.court_at(district.tj).is_some_and(|c| c.local_procedure) {
            return Err(CompetenceError::OutOfScope { place: place.name.clone() });
        }
        let proximity_ceiling = rules.get(registry::PROXIMITY_CEILING, q.on)?;
        Ok(Search { tables, rules, q, place, district, proximity_ceiling })
    }

    fn run(&self) -> Result<Competence, CompetenceError> {
        let q = self.q;
        let facts = Facts {
            nature: q.nature,
            principal: q.amount,
            debtor: q.debtor,
            creditor: q.creditor,
            contract_date: q.contract_date,
            commerce_by_form: q.commerce_by_form,
            on: q.on,
        };
        let verdict = match decide(self.rules, &facts) {
            Ok(v) => v,
            Err(Undecided::NoVersion(e)) => return Err(e.into()),
            Err(Undecided::DebtorQuality) => {
                let of = |m| self.choose(m, &[], None).map(|c| c.option);
                let options =
                    [Matter::Commercial, Matter::Civil].into_iter().filter_map(|m| of(m).ok()).collect();
                return Err(CompetenceError::DebtorQuality { options });
            }
        };
        let main = self.choose(verdict.matter, &verdict.steps, None)?;
        let mut alternatives = Vec::new();
        let mut alternative_matters = Vec::new();
        let mut add = |matter, option| {
            alternatives.push(option);
            alternative_matters.push(matter);
        };
        if let Some((matter, step)) = &verdict.other
            && let Ok(c) = self.choose(*matter, std::slice::from_ref(step), None)
        {
            add(*matter, c.option);
        }
        if verdict.matter == Matter::Commercial
            && let Some(other) = self.district.commercial_other
        {
            add(Matter::Commercial, self.choose(Matter::Commercial, &[], Some(other))?.option);
        }
        if verdict.matter == Matter::Civil
            && self.straddles(self.proximity_ceiling)
            && let Some(tj) = self.district.tprx.map(|_| self.district.tj)
        {
            add(Matter::Civil, self.choose(Matter::Civil, &[], Some(tj))?.option);
        }
        let lawyer_if_opposed = self.lawyer(verdict.matter, main.option.kind)?;
        Ok(Competence {
            view: CourtView { court: main.option, alternatives },
            matter: verdict.matter,
            judge: main.judge,
            law: main.law,
            lawyer_if_opposed,
            alternative_matters,
        })
    }

    /// CT-14: the principal alone and the total fall on different sides.
    pub(super) fn straddles(&self, ceiling: Money) -> bool {
        self.q.amount_total.is_some_and(|total| (self.q.amount <= ceiling) != (total <= ceiling))
    }

    /// The court of a subject-matter at the place; `forced` names it when sources or amounts leave another.
    fn choose(&self, matter: Matter, steps: &[Step], forced: Option<u16>) -> Result<Chosen, CompetenceError> {
        let mut why = Reasoning::default();
        let place = self.place.name.as_str();
        let building = self.q.nature == Nature::CoownershipCharges;
        let where_ = if building { Reason::Building } else { Reason::DebtorPlace };
        for step in steps {
            let filled = words(step);
            let filled: Vec<(&str, &str)> = filled.iter().map(|(n, w)| (*n, w.as_str())).collect();
            self.say(&mut why, step.0, &filled);
        }
        self.say(&mut why, where_, &[("place", place)]);
        let (at, seat_kind) = match forced {
            Some(at) => (at, None),
            None => self.seat(matter, &mut why)?,
        };
        let no_court = || CompetenceError::NoCourt { place: place.to_owned() };
        let court = self.tables.directory.court_at(at).ok_or_else(no_court)?;
        let (own_kind, name) = court.on(self.q.on);
        let kind = match own_kind {
            Kind::TribunalDePremiereInstance => own_kind,
            _ => seat_kind.unwrap_or(own_kind),
        };
        self.say_court(court, kind, matter, &mut why);
        let confidence =
            if why.doubt || !court.verified { Confidence::Derived } else { Confidence::Verified };
        let parent = self.tables.directory.court_at(self.district.tj).map(|tj| &*tj.name);
        let option = CourtOption {
            id: court.id.to_string(),
            kind,
            name: display_name(kind, name),
            address: CourtAddress::of(court),
            confidence,
            reasons: why.sentences,
        };
        Ok(Chosen { option, judge: judge(kind, name, parent), law: why.law })
    }

    /// Which of the courts of the district, and the kind when it is not the court's own.
    fn seat(&self, matter: Matter, why: &mut Reasoning) -> Result<(u16, Option<Kind>), CompetenceError> {
        let d = self.district;
        match matter {
            Matter::Protection => Ok((d.tprx.unwrap_or(d.tj), Some(Kind::JugeDesContentieuxDeLaProtection))),
            Matter::CivilExclusive => Ok((d.tj, None)),
            Matter::Commercial => {
                let none = || CompetenceError::NoCourt { place: self.place.name.clone() };
                Ok((d.commercial.ok_or_else(none)?, None))
            }
            Matter::Civil => {
                let ceiling = euros(self.proximity_ceiling);
                let words = [("ceiling", ceiling.as_str()), ("place", self.place.name.as_str())];
                let within = self.q.amount <= self.proximity_ceiling;
                let (at, reason) = match d.tprx {
                    Some(tprx) if within => (tprx, Reason::Proximity),
                    None if within => (d.tj, Reason::NoProximity),
                    _ => (d.tj, Reason::OverProximity),
                };
                if self.tables.directory.court_at(at).is_some_and(|c| c.kind != CourtType::Tpi) {
                    self.say(why, reason, &words);
                }
                if d.tprx.is_some() && self.straddles(self.proximity_ceiling) {
                    self.say(why, Reason::ProximityStraddled, &words);
                }
                Ok((at, None))
            }
        }
    }

    /// What is to be said of the court itself: its experiment, its territory, its sources.
    fn say_court(&self, court: &Court, kind: Kind, matter: Matter, why: &mut Reasoning) {
        let place = [("place", self.place.name.as_str())];
        match (kind, &court.experiment) {
            (Kind::TribunalDesActivitesEconomiques, Some((_, period))) => {
                let [from, until] = [period.first(), period.last()].map(|d| d.format("%d/%m/%Y").to_string());
                self.say(why, Reason::Experiment, &[("from", &from), ("until", &until)]);
            }
            (Kind::ChambreCommerciale, _) => self.say(why, Reason::AlsaceMoselle, &[]),
            (Kind::TribunalMixteDeCommerce, _) => self.say(why, Reason::Overseas, &[]),
            (Kind::TribunalDePremiereInstance, _) => self.say(why, Reason::SaintPierreEtMiquelon, &[]),
            _ => {}
        }
        if matter == Matter::Commercial {
            if self.district.commercial_other.is_some() {
                self.say(why, Reason::DistrictConflict, &place);
            } else if self.district.commercial_sureness < Sureness::High {
                self.say(why, Reason::DistrictDerived, &place);
            }
        }
        if CourtAddress::of(court).is_none() {
            self.say(why, Reason::AddressMissing, &[]);
        } else if !court.verified {
            self.say(why, Reason::AddressUnchecked, &[]);
            if !court.note.is_empty() {
                why.sentences.push(court.note.to_string());
            }
        }
    }

    pub(super) fn say(&self, to: &mut Reasoning, reason: Reason, words: &[(&str, &str)]) {
        self.tables.wordings.say(to, self.rules, reason, words);
    }
}
