//! How a person is identified in an act or at the foot of a letter (CPC, art. 54, 57 and 648; C. com.,
//! art. R. 123-237 and R. 123-238): sentences made from what the file gives, nothing guessed.

mod labels;

use labels::{article, is_feminine, possessive, seat_name};
pub use labels::{form_label, statutory};

use crate::domain::{Day, Money};

use super::french;
use super::parts::{Block, Pair};

/// A registration that is printed: « 732 829 320 RCS Lyon ».
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Registration {
    /// SIREN, nine digits.
    pub siren: Option<String>,
    /// Town of the registry, when registered at the RCS.
    pub rcs_city: Option<String>,
    /// RNA of an association.
    pub rna: Option<String>,
    /// Foreign register and number.
    pub foreign: Option<(String, String)>,
}

/// The organ that represents a legal person.
#[derive(Debug, Clone, PartialEq)]
pub struct Organ {
    /// « présidente », « gérant », « syndic ».
    pub capacity: String,
    /// « Hélène Maurin ».
    pub name: String,
}

/// A company, an association, a syndicat, a public body.
#[derive(Debug, Clone, PartialEq)]
pub struct LegalPerson {
    /// What kind, for its article and its default label.
    pub kind: LegalKind,
    /// Dénomination.
    pub name: String,
    /// Form as the file gives it: « SAS ».
    pub form: Option<String>,
    /// Share capital.
    pub capital: Option<Money>,
    /// Seat in one line.
    pub seat: String,
    /// Registration.
    pub registration: Registration,
    /// Organ.
    pub organ: Option<Organ>,
}

/// What kind of legal person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LegalKind {
    /// A company.
    Company,
    /// An association.
    Association,
    /// Copropriété.
    Coownership,
    /// A public body.
    PublicBody,
}

/// A human being, in business or not.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NaturalPerson {
    /// « M. », « Mme », or nothing.
    pub civility: Option<String>,
    /// Prénoms.
    pub first_names: String,
    /// Nom.
    pub last_name: String,
    /// Profession.
    pub occupation: Option<String>,
    /// Nationality: « française ».
    pub nationality: Option<String>,
    /// Day of birth.
    pub born_on: Option<Day>,
    /// Place of birth.
    pub born_in: Option<String>,
    /// Domicile in one line.
    pub domicile: String,
    /// Entrepreneur individuel: trade name and registration.
    pub business: Option<(Option<String>, Registration)>,
}

/// A person in a document.
#[derive(Debug, Clone, PartialEq)]
pub enum Person {
    /// A legal person.
    Legal(LegalPerson),
    /// A human being.
    Natural(NaturalPerson),
}

impl Person {
    /// « la société Hôtel des Trois Fontaines », « M. Bastien Lorieux »: the person inside a sentence.
    #[must_use]
    pub fn named(&self) -> String {
        match self {
            Person::Legal(p) => {
                // « Commune de Tarbes » heads a list; « la commune de Tarbes » stands in a sentence.
                let article = article(p);
                let common = p.kind == LegalKind::PublicBody && !article.is_empty();
                let name = french::user(&p.name);
                format!("{article}{}", if common { lower(&name) } else { name })
            }
            Person::Natural(p) => natural_name(p),
        }
    }

    /// The name alone: « Hôtel des Trois Fontaines », « Bastien Lorieux ».
    #[must_use]
    pub fn bare_name(&self) -> String {
        match self {
            Person::Legal(p) => french::user(&p.name),
            Person::Natural(p) => french::user(&format!("{} {}", p.first_names, p.last_name)),
        }
    }

    /// « représentée par son gérant, Rémi Vauquelin »: whose hand signs for a legal person; nothing for a human being.
    #[must_use]
    pub fn represented(&self) -> String {
        match self {
            Person::Legal(p) => p.organ.as_ref().map(|o| represented(p, o)).unwrap_or_default(),
            Person::Natural(_) => String::new(),
        }
    }

    /// Seat or domicile in one line.
    #[must_use]
    pub fn address(&self) -> &str {
        match self {
            Person::Legal(p) => &p.seat,
            Person::Natural(p) => &p.domicile,
        }
    }

    /// Whether the file calls this person « Madame ».
    #[must_use]
    pub fn is_woman(&self) -> bool {
        match self {
            Person::Legal(_) => false,
            Person::Natural(p) => is_woman(p),
        }
    }

    /// « à la société X », « au syndicat Y », « à M. Z ».
    #[must_use]
    pub fn after_a(&self) -> String {
        let named = self.named();
        named.strip_prefix("le ").map_or_else(|| format!("à {named}"), |rest| format!("au {rest}"))
    }

    /// « de la société X », « du syndicat Y », « d’Odile Marchais ».
    #[must_use]
    pub fn after_de(&self) -> String {
        french::after_de(&self.named())
    }

    /// The identification block of an act, with the ways to reach the person.
    #[must_use]
    pub fn block(&self, contacts: Vec<Pair>) -> Block {
        let rest = match self {
            Person::Legal(p) => legal_rest(p),
            Person::Natural(p) => natural_rest(p),
        };
        Block::Party { name: french::capitalised(&self.named()), rest, contacts }
    }

    /// Name, quality and address alone: what a letter tells a debtor of the creditor (CPCE, art. R. 124-4, 2°), whose
    /// birth and nationality are no business of his.
    #[must_use]
    pub fn named_with_address(&self) -> Block {
        match self {
            Person::Legal(_) => self.block(Vec::new()),
            Person::Natural(p) => {
                let kept = NaturalPerson {
                    occupation: None,
                    nationality: None,
                    born_on: None,
                    born_in: None,
                    ..p.clone()
                };
                Person::Natural(kept).block(Vec::new())
            }
        }
    }

    /// Name, form and capital, the first line of the legal mentions of a letter (C. com., art. R. 123-238).
    #[must_use]
    pub fn legal_mentions(&self) -> Vec<String> {
        match self {
            Person::Legal(p) => {
                let mut first = french::user(&p.name);
                if let Some(form) = &p.form {
                    first.push_str(&format!(", {}", french::user(statutory(form))));
                    if let Some(capital) = p.capital {
                        first.push_str(&french::fill(
                            " au capital de {c}",
                            &[("c", &french::amount(capital))],
                        ));
                    }
                }
                let mut second = vec![french::fill("{w} : {s}", &[("w", seat_name(p.kind)), ("s", &p.seat)])];
                second.extend(register(&p.registration));
                vec![first, second.join(" \u{2013} ")]
            }
            Person::Natural(p) => match &p.business {
                None => Vec::new(),
                Some((trade, registration)) => {
                    let mut first = vec![format!("{} EI", self.bare_name())];
                    first.extend(trade.as_deref().map(french::user));
                    first.push(p.domicile.clone());
                    first.extend(register(registration));
                    vec![first.join(" \u{2013} ")]
                }
            },
        }
    }
}

fn lower(s: &str) -> String {
    let mut chars = s.chars();
    chars.next().map_or_else(String::new, |c| c.to_lowercase().chain(chars).collect())
}

fn natural_name(p: &NaturalPerson) -> String {
    let name = french::user(&format!("{} {}", p.first_names, p.last_name));
    match p.civility.as_deref() {
        Some(c) if !c.is_empty() => format!("{}{}{name}", french::user(c), french::NBSP),
        _ => name,
    }
}

fn legal_rest(p: &LegalPerson) -> String {
    let mut parts = Vec::new();
    if let Some(form) = &p.form {
        let mut text = form_label(form);
        if let Some(capital) = p.capital {
            text.push_str(&french::fill(" au capital de {c}", &[("c", &french::amount(capital))]));
        }
        parts.push(text);
    }
    let seat = lower(seat_name(p.kind));
    parts.push(french::fill("dont le {w} est {s}", &[("w", &seat), ("s", &p.seat)]));
    parts.extend(registered(&p.registration, is_feminine(p)));
    parts.extend(p.organ.as_ref().map(|o| represented(p, o)));
    format!(", {}.", parts.join(", "))
}

fn represented(p: &LegalPerson, organ: &Organ) -> String {
    french::fill(
        "{r} par {p} {c}, {n}",
        &[
            ("r", if is_feminine(p) { "représentée" } else { "représenté" }),
            ("p", possessive(&organ.capacity)),
            ("c", &french::user(&organ.capacity)),
            ("n", &french::user(&organ.name)),
        ],
    )
}

fn is_woman(p: &NaturalPerson) -> bool {
    p.civility.as_deref().is_some_and(|c| c.starts_with("Mme") || c.starts_with("Madame"))
}

fn natural_rest(p: &NaturalPerson) -> String {
    let feminine = is_woman(p);
    let masculine = p.civility.as_deref().is_some_and(|c| c.starts_with("M.") || c.starts_with("Monsieur"));
    let agree = |m: &str, f: &str, both: &str| {
        if feminine {
            f
        } else if masculine {
            m
        } else {
            both
        }
        .to_owned()
    };
    let mut parts = Vec::new();
    if p.born_on.is_some() || p.born_in.is_some() {
        let mut born = agree("né", "née", "né(e)");
        if let Some(day) = p.born_on {
            born.push_str(&format!(" le {}", french::date(day)));
        }
        if let Some(place) = &p.born_in {
            born.push_str(&format!(" à {}", french::user(place)));
        }
        parts.push(born);
    }
    if let Some(n) = &p.nationality {
        parts.push(french::fill("de nationalité {n}", &[("n", &french::user(n))]));
    }
    parts.extend(p.occupation.as_deref().map(french::user));
    if let Some((trade, registration)) = &p.business {
        parts.push("entrepreneur individuel (EI)".to_owned());
        if let Some(trade) = trade {
            parts.push(french::fill("exerçant sous le nom commercial {t}", &[("t", &french::user(trade))]));
        }
        parts.extend(registered(registration, feminine));
    }
    parts.push(french::fill(
        "{a} {d}",
        &[("a", &agree("domicilié", "domiciliée", "demeurant")), ("d", &p.domicile)],
    ));
    format!(", {}.", parts.join(", "))
}

/// « immatriculée sous le n° 732 829 320 RCS Lyon ».
fn registered(r: &Registration, feminine: bool) -> Option<String> {
    let verb = if feminine { "immatriculée" } else { "immatriculé" };
    match (r, &r.siren) {
        (Registration { rcs_city: Some(city), .. }, Some(siren)) => Some(french::fill(
            "{v} sous le n° {s} RCS {c}",
            &[("v", verb), ("s", &french::siren(siren)), ("c", &french::user(city))],
        )),
        (_, Some(siren)) => Some(french::fill("SIREN n° {s}", &[("s", &french::siren(siren))])),
        (Registration { rna: Some(rna), .. }, _) => {
            Some(french::fill("RNA n° {s}", &[("s", &french::user(rna))]))
        }
        (Registration { foreign: Some((name, number)), .. }, _) => Some(french::fill(
            "{v} au registre {r} sous le n° {n}",
            &[("v", verb), ("r", &french::user(name)), ("n", &french::user(number))],
        )),
        _ => None,
    }
}

/// « 732 829 320 RCS Lyon », as letters print it.
fn register(r: &Registration) -> Option<String> {
    match (&r.siren, &r.rcs_city) {
        (Some(s), Some(city)) => {
            Some(format!("{}{}RCS{}{}", french::siren(s), french::NBSP, french::NBSP, french::user(city)))
        }
        _ => registered(r, false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn company() -> LegalPerson {
        LegalPerson {
            kind: LegalKind::Company,
            name: "Menuiserie Aubépine".into(),
            form: Some("SAS".into()),
            capital: Some(Money::from_cents(4_000_000)),
            seat: "24 avenue de la Libération, 63000\u{a0}Clermont-Ferrand".into(),
            registration: Registration {
                siren: Some("100021013".into()),
                rcs_city: Some("Clermont-Ferrand".into()),
                ..Registration::default()
            },
            organ: Some(Organ { capacity: "présidente".into(), name: "Hélène Maurin".into() }),
        }
    }

    fn words(b: &Block) -> String {
        match b {
            Block::Party { name, rest, .. } => format!("{name}{rest}").replace(['\u{a0}', '\u{202f}'], " "),
            _ => String::new(),
        }
    }

    #[test]
    fn a_company_in_an_act() {
        assert_eq!(
            words(&Person::Legal(company()).block(Vec::new())),
            "La société Menuiserie Aubépine, société par actions simplifiée au capital de 40 000,00 €, dont le siège \
             social est 24 avenue de la Libération, 63000 Clermont-Ferrand, immatriculée sous le n° 100 021 013 RCS \
             Clermont-Ferrand, représentée par sa présidente, Hélène Maurin."
        );
        let mentions =
            Person::Legal(company()).legal_mentions().join(" | ").replace(['\u{a0}', '\u{202f}'], " ");
        assert_eq!(
            mentions,
            "Menuiserie Aubépine, SAS au capital de 40 000,00 € | Siège social : 24 avenue de la Libération, 63000 \
             Clermont-Ferrand – 100 021 013 RCS Clermont-Ferrand"
        );
    }

    #[test]
    fn each_kind_of_legal_person_has_its_own_words() {
        let of = |kind, name: &str, capacity: &str, who: &str| {
            let organ = Some(Organ { capacity: capacity.into(), name: who.into() });
            let registration = Registration::default();
            let seat = "4 rue Haute, 65000\u{a0}Tarbes".to_owned();
            let name = name.to_owned();
            Person::Legal(LegalPerson { kind, name, form: None, capital: None, seat, registration, organ })
        };
        for (person, said) in [
            (
                of(LegalKind::Coownership, "Résidence du Parc", "syndic", "Cabinet Roux"),
                "Le syndicat des copropriétaires Résidence du Parc, dont le siège est 4 rue Haute, 65000 Tarbes, représenté par son syndic, Cabinet Roux.",
            ),
            (
                of(LegalKind::Association, "Les Amis du Lac", "présidente", "Ève Noir"),
                "L\u{2019}association Les Amis du Lac, dont le siège est 4 rue Haute, 65000 Tarbes, représentée par sa présidente, Ève Noir.",
            ),
            (
                of(LegalKind::PublicBody, "Commune de Tarbes", "maire", "Ève Noir"),
                "La commune de Tarbes, dont le siège est 4 rue Haute, 65000 Tarbes, représentée par son maire, Ève Noir.",
            ),
            (
                of(LegalKind::PublicBody, "Office public de l'habitat", "directeur", "Guy Noir"),
                "L\u{2019}office public de l\u{2019}habitat, dont le siège est 4 rue Haute, 65000 Tarbes, représenté par son directeur, Guy Noir.",
            ),
            (
                of(LegalKind::PublicBody, "CHU de Tarbes", "directrice", "Ève Noir"),
                "CHU de Tarbes, dont le siège est 4 rue Haute, 65000 Tarbes, représenté par sa directrice, Ève Noir.",
            ),
        ] {
            assert_eq!(words(&person.block(Vec::new())), said);
            assert!(!person.legal_mentions().join(" ").contains("social"));
        }
    }

    #[test]
    fn a_company_with_one_member_bears_the_initials_of_the_law() {
        for (form, printed) in [("EURL", "SARL"), ("SASU", "SAS"), ("S.A.S.U.", "SAS"), ("SNC", "SNC")] {
            let person = Person::Legal(LegalPerson { form: Some(form.into()), ..company() });
            let first = person.legal_mentions().remove(0);
            assert!(first.starts_with(&format!("Menuiserie Aubépine, {printed} au capital")), "{first}");
        }
    }

    #[test]
    fn a_craftsman_in_an_act() {
        let p = Person::Natural(NaturalPerson {
            civility: Some("M.".into()),
            first_names: "Bastien".into(),
            last_name: "Lorieux".into(),
            occupation: Some("artisan couvreur".into()),
            nationality: Some("française".into()),
            born_on: "1984-07-09".parse().ok(),
            born_in: Some("Tournus".into()),
            domicile: "11 rue des Tanneries, 71700 Tournus".into(),
            business: Some((
                Some("Lorieux Couverture".into()),
                Registration { siren: Some("100021039".into()), ..Registration::default() },
            )),
        });
        assert_eq!(
            words(&p.block(Vec::new())),
            "M. Bastien Lorieux, né le 9 juillet 1984 à Tournus, de nationalité française, artisan couvreur, \
             entrepreneur individuel (EI), exerçant sous le nom commercial Lorieux Couverture, SIREN n° 100 021 039, \
             domicilié 11 rue des Tanneries, 71700 Tournus."
        );
        assert_eq!(p.legal_mentions().len(), 1);
    }

    #[test]
    fn a_consumer_of_whom_little_is_known() {
        let p = Person::Natural(NaturalPerson {
            first_names: "Odile".into(),
            last_name: "Marchais".into(),
            domicile: "3 quai Lamartine, 71000 Mâcon".into(),
            ..NaturalPerson::default()
        });
        assert_eq!(words(&p.block(Vec::new())), "Odile Marchais, demeurant 3 quai Lamartine, 71000 Mâcon.");
        assert_eq!(p.after_de(), "d\u{2019}Odile Marchais");
        assert!(p.legal_mentions().is_empty());
    }

    #[test]
    fn articles_and_possessives() {
        let syndicat = Person::Legal(LegalPerson {
            kind: LegalKind::Coownership,
            name: "Syndicat du 3 rue X".into(),
            form: None,
            capital: None,
            ..company()
        });
        assert_eq!(syndicat.after_a(), "au Syndicat du 3\u{a0}rue X");
        assert_eq!(syndicat.after_de(), "du Syndicat du 3\u{a0}rue X");
        for (capacity, want) in [
            ("présidente", "sa"),
            ("gérant", "son"),
            ("directrice générale", "sa"),
            ("administratrice", "son"),
            ("syndic", "son"),
        ] {
            assert_eq!(possessive(capacity), want, "{capacity}");
        }
    }
}
