//! From an address to a commune: by INSEE code, else by postal code and name.
//!
//! Never guesses: what is ambiguous or unknown comes back with candidates, and whatever was taken as the same
//! place under another writing (former commune, CEDEX, a postal code that does not fit) is said in a note.

use serde::Serialize;

use super::directory::{Directory, postal};
use super::name::{CityName, distance, key, without_article};
use crate::domain::Territory;

/// What an address says of its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlaceQuery<'a> {
    /// Five digits, CEDEX codes included.
    pub postal_code: &'a str,
    /// As written on the envelope.
    pub city: &'a str,
    /// INSEE code, when known: it wins over the rest.
    pub insee: Option<&'a str>,
}

/// A commune (or a municipal arrondissement) of the table it was looked up in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub(crate) commune: u32,
    /// INSEE code.
    pub insee: String,
    /// Official name.
    pub name: String,
    /// Territory of the calendars and distances; the Good Friday communes are not told apart.
    pub territory: Territory,
    /// What to tell the person who gave the address.
    pub notes: Vec<PlaceNote>,
}

/// A difference between the address as written and the commune found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlaceNote {
    /// The postal code is not one of the commune given by its INSEE code.
    PostalCodeDiffers {
        /// As written.
        postal_code: String,
    },
    /// The name is not that of the commune given by its INSEE code.
    CityDiffers {
        /// As written.
        city: String,
    },
    /// The postal code is not a delivery code (CEDEX): the name decided, within the département.
    PostalCodeUnlisted {
        /// As written.
        postal_code: String,
    },
    /// The name is that of a former commune, now part of the one found.
    FormerCommune {
        /// The former name.
        former: String,
    },
}

/// A commune that the address may mean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Candidate {
    /// INSEE code.
    pub insee: String,
    /// Official name.
    pub name: String,
    /// Its delivery postal codes.
    pub postal_codes: Vec<String>,
}

/// Why no commune was retained.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlaceError {
    /// Several communes fit.
    #[error("plusieurs communes répondent à cette adresse : précisez le code INSEE{}", list(candidates))]
    Ambiguous {
        /// Those that fit.
        candidates: Vec<Candidate>,
    },
    /// None fits.
    #[error(
        "commune introuvable pour ce code postal et ce nom : vérifiez l’un et l’autre, ou donnez le code INSEE{}",
        list(candidates)
    )]
    Unknown {
        /// Those of the postal code, else those of a near name.
        candidates: Vec<Candidate>,
    },
}

impl PlaceError {
    /// What the address may mean.
    #[must_use]
    pub fn candidates(&self) -> &[Candidate] {
        match self {
            PlaceError::Ambiguous { candidates } | PlaceError::Unknown { candidates } => candidates,
        }
    }
}

const SHOWN: usize = 5;
const MAX_CANDIDATES: usize = 60;
const NEAR: usize = 2;
/// No commune has a longer name; past it, no resemblance is looked for.
const MAX_NAME: usize = 80;

fn list(candidates: &[Candidate]) -> String {
    if candidates.is_empty() {
        return String::new();
    }
    let shown: Vec<String> =
        candidates.iter().take(SHOWN).map(|c| format!("{} ({})", c.name, c.insee)).collect();
    let more = if candidates.len() > SHOWN { ", …" } else { "" };
    format!(" (communes possibles : {}{more})", shown.join(", "))
}

impl PlaceNote {
    /// The note in French, for the commune found.
    #[must_use]
    pub fn message(&self, commune: &str) -> String {
        match self {
            PlaceNote::PostalCodeDiffers { postal_code } => format!(
                "Le code postal {postal_code} n’est pas de {commune} : le code INSEE a été suivi, vérifiez l’adresse."
            ),
            PlaceNote::CityDiffers { city } => format!(
                "La ville écrite, « {city} », n’est pas {commune} : le code INSEE a été suivi, vérifiez l’adresse."
            ),
            PlaceNote::PostalCodeUnlisted { postal_code } => format!(
                "Le code postal {postal_code} n’est pas un code de distribution (CEDEX ?) : la commune retenue d’après le nom, dans le département, est {commune}."
            ),
            PlaceNote::FormerCommune { former } => {
                format!("« {former} » est une ancienne commune, aujourd’hui dans {commune}.")
            }
        }
    }
}

impl Directory {
    /// Finds the commune of an address.
    pub(crate) fn locate(&self, q: PlaceQuery<'_>) -> Result<Place, PlaceError> {
        match q.insee.map(str::trim).filter(|i| !i.is_empty()) {
            Some(insee) => self.by_insee(insee, q),
            None => self.by_name(q),
        }
    }

    /// The communes of a delivery code; of Paris, Lyon and Marseille the city alone, as an envelope names it.
    pub(crate) fn served_by(&self, postal_code: &str) -> Vec<Candidate> {
        let communes = postal(postal_code.trim()).map(|code| self.communes_by_postal(code..=code));
        let mut communes = communes.unwrap_or_default();
        communes.retain(|at| self.commune_at(*at).is_some_and(|c| c.parent.is_none()));
        self.candidates(&communes)
    }

    fn by_insee(&self, insee: &str, q: PlaceQuery<'_>) -> Result<Place, PlaceError> {
        let insee = insee.to_ascii_uppercase();
        let mut notes = Vec::new();
        let at = match (self.commune_index(&insee), self.former_insee(&insee)) {
            (Some(at), _) => at,
            (None, Some((at, former))) => {
                notes.push(PlaceNote::FormerCommune { former: former.to_owned() });
                at
            }
            (None, None) => {
                let candidates = match self.by_name(PlaceQuery { insee: None, ..q }) {
                    Ok(p) => vec![self.candidate(p.commune)],
                    Err(e) => e.candidates().to_vec(),
                };
                return Err(PlaceError::Unknown { candidates });
            }
        };
        let written = q.postal_code.trim();
        let city = CityName::parse(q.city);
        if !written.is_empty()
            && !city.cedex
            && postal(written).is_none_or(|p| !self.postal_codes(at).contains(&p))
        {
            notes.push(PlaceNote::PostalCodeDiffers { postal_code: written.to_owned() });
        }
        if !city.key.is_empty() && !self.is_called(at, &city) {
            notes.push(PlaceNote::CityDiffers { city: q.city.trim().to_owned() });
        }
        Ok(self.place(at, notes))
    }

    fn by_name(&self, q: PlaceQuery<'_>) -> Result<Place, PlaceError> {
        let unknown = |at: &[u32]| PlaceError::Unknown { candidates: self.candidates(at) };
        let Some(code) = postal(q.postal_code.trim()) else {
            return Err(unknown(&[]));
        };
        let city = CityName::parse(q.city);
        let here = self.communes_by_postal(code..=code);
        match self.named(&here, &city) {
            Named::One(at, former) => {
                return self.arrondissement(at, &city, Some(code)).map(|at| {
                    let notes = former.map(|former| PlaceNote::FormerCommune { former });
                    self.place(at, notes.into_iter().collect())
                });
            }
            Named::Several(at) => {
                return Err(PlaceError::Ambiguous { candidates: self.candidates(&at) });
            }
            Named::None => {}
        }
        let department = self.department(code);
        // A CEDEX code serves a business, not a street: it is in no delivery list.
        if here.is_empty() || city.cedex {
            match self.named(&department, &city) {
                Named::One(at, former) => {
                    let at = self.arrondissement(at, &city, None)?;
                    let mut notes =
                        vec![PlaceNote::PostalCodeUnlisted { postal_code: q.postal_code.trim().to_owned() }];
                    notes.extend(former.map(|former| PlaceNote::FormerCommune { former }));
                    return Ok(self.place(at, notes));
                }
                Named::Several(at) => {
                    return Err(PlaceError::Ambiguous { candidates: self.candidates(&at) });
                }
                Named::None => {}
            }
        }
        Err(unknown(&self.resembling(here, &department, &city.key)))
    }

    /// What may have been meant: the communes of the postal code, near names of the département, the same name
    /// elsewhere. Shown to the person, never chosen.
    fn resembling(&self, here: Vec<u32>, department: &[u32], name: &str) -> Vec<u32> {
        let mut found = here;
        if name.is_empty() || name.len() > MAX_NAME {
            return found;
        }
        let near = |at: &u32| distance(&key(self.commune_name(*at)), name) <= NEAR;
        let same = |at: &u32| key(self.commune_name(*at)) == name;
        let mut add = |at: u32| {
            if !found.contains(&at) {
                found.push(at);
            }
        };
        department.iter().copied().filter(near).for_each(&mut add);
        if !department.iter().any(same) {
            self.all_communes().filter(same).for_each(&mut add);
        }
        found
    }

    /// Communes whose postal codes share the département's prefix: two digits, three overseas.
    fn department(&self, code: u32) -> Vec<u32> {
        let step = if code >= 97_000 { 100 } else { 1_000 };
        let first = code / step * step;
        self.communes_by_postal(first..=first + step - 1)
    }

    /// The communes of a list that bear a name: current names first, then former ones, then without article.
    fn named(&self, among: &[u32], city: &CityName) -> Named {
        if city.key.is_empty() {
            return Named::None;
        }
        let whole: Vec<u32> = among.iter().copied().filter(|at| self.is_named(*at, city)).collect();
        if !whole.is_empty() {
            return Named::of(whole, None);
        }
        let mut former = Vec::new();
        let mut name = None;
        for at in among {
            if let Some(n) = self.former_names(*at).find(|n| key(n) == city.key) {
                former.push(*at);
                name = Some(n.to_owned());
            }
        }
        if !former.is_empty() {
            return Named::of(former, name);
        }
        let bare = without_article(&city.key);
        let loose = |at: &u32| without_article(&key(self.commune_name(*at))) == bare;
        Named::of(among.iter().copied().filter(loose).collect(), None)
    }

    /// A city, not one of its arrondissements: those are chosen by number or postal code.
    fn is_named(&self, at: u32, city: &CityName) -> bool {
        let Some(c) = self.commune_at(at) else {
            return false;
        };
        if c.parent.is_some() {
            return false;
        }
        let name = key(self.commune_name(at));
        name == city.key
            || city
                .numbered
                .as_ref()
                .is_some_and(|(base, _)| *base == name && self.children(at).next().is_some())
    }

    /// Whether a commune known by its code may be written so.
    fn is_called(&self, at: u32, city: &CityName) -> bool {
        let parent = self.commune_at(at).and_then(|c| c.parent);
        if let Some(parent) = parent {
            let number = CityName::parse(self.commune_name(at)).numbered.map(|(_, n)| n);
            return self.is_named(parent, city)
                && city.numbered.as_ref().is_none_or(|(_, n)| Some(*n) == number);
        }
        let name = key(self.commune_name(at));
        self.is_named(at, city)
            || without_article(&name) == without_article(&city.key)
            || self.former_names(at).any(|n| key(n) == city.key)
    }

    /// Paris, Lyon, Marseille: the arrondissement that the number or the postal code says; both must agree.
    fn arrondissement(&self, at: u32, city: &CityName, code: Option<u32>) -> Result<u32, PlaceError> {
        let children: Vec<u32> = self.children(at).collect();
        if children.is_empty() {
            return Ok(at);
        }
        let number_of = |c: &u32| CityName::parse(self.commune_name(*c)).numbered.map(|(_, n)| n);
        let by_number = |n: u16| children.iter().copied().find(|c| number_of(c) == Some(n));
        let by_code =
            code.and_then(|p| children.iter().copied().find(|c| self.postal_codes(*c).contains(&p)));
        let written = city.numbered.as_ref().filter(|(base, _)| *base == key(self.commune_name(at)));
        match (written, by_code) {
            (Some((_, n)), by_code) => match (by_number(*n), by_code) {
                (Some(a), Some(b)) if a != b => {
                    Err(PlaceError::Ambiguous { candidates: self.candidates(&[a, b]) })
                }
                (Some(a), _) => Ok(a),
                (None, _) => Err(PlaceError::Unknown { candidates: self.candidates(&children) }),
            },
            (None, Some(child)) => Ok(child),
            (None, None) => Ok(city.cedex_number.and_then(by_number).unwrap_or(at)),
        }
    }

    fn place(&self, at: u32, notes: Vec<PlaceNote>) -> Place {
        let insee = self.commune_insee(at).to_owned();
        let territory = territory(&insee);
        Place { commune: at, insee, name: self.commune_name(at).to_owned(), territory, notes }
    }

    fn candidate(&self, at: u32) -> Candidate {
        Candidate {
            insee: self.commune_insee(at).to_owned(),
            name: self.commune_name(at).to_owned(),
            postal_codes: self.postal_codes(at).iter().map(|p| format!("{p:05}")).collect(),
        }
    }

    fn candidates(&self, at: &[u32]) -> Vec<Candidate> {
        at.iter().take(MAX_CANDIDATES).map(|at| self.candidate(*at)).collect()
    }
}

enum Named {
    None,
    One(u32, Option<String>),
    Several(Vec<u32>),
}

impl Named {
    fn of(at: Vec<u32>, former: Option<String>) -> Named {
        match at.as_slice() {
            [] => Named::None,
            [one] => Named::One(*one, former),
            _ => Named::Several(at),
        }
    }
}

/// The territory of an INSEE code.
fn territory(insee: &str) -> Territory {
    match insee.get(..3).unwrap_or("") {
        "971" => Territory::Guadeloupe,
        "972" => Territory::Martinique,
        "973" => Territory::Guyane,
        "974" => Territory::LaReunion,
        "975" => Territory::SaintPierreEtMiquelon,
        "976" => Territory::Mayotte,
        "977" => Territory::SaintBarthelemy,
        "978" => Territory::SaintMartin,
        "984" => Territory::Taaf,
        "986" => Territory::WallisEtFutuna,
        "987" | "989" => Territory::PolynesieFrancaise,
        "988" => Territory::NouvelleCaledonie,
        p if p.starts_with("57") || p.starts_with("67") || p.starts_with("68") => Territory::AlsaceMoselle,
        _ => Territory::Metropole,
    }
}
