//! Invented files that show each document plain, at its longest and at its emptiest. Nobody here exists.

mod cases;
mod situations;

pub(super) use cases::{Case, company_case, consumer_case, long_case, short_case, sign};

use crate::domain::{Day, Document, Money};
use crate::rules::{NoVersion, Rules};

use self::cases::{day, lines, rate};
use super::mandatory::Situation;
use super::narrative::{self, DeliveryFact, Story};
use super::paper::Frame;
use super::parts::{Pair, printable};
use super::relance::{self, Step};
use super::requete_injonction_de_payer::{self as requete, Accruing, Claimed};
use super::{
    bordereau_de_pieces, decompte, etat_du_dossier, french, mise_en_demeure, petites_creances,
    plan_de_reglement, pouvoir, projet_ordonnance, protocole_transactionnel, quittance,
    reconnaissance_de_dette, saisine_execution, saisine_signification,
};

/// One document ready to render.
#[derive(Debug)]
pub struct Sample {
    /// Which document.
    pub document: Document,
    /// « plain », « longest », « emptiest »…
    pub name: &'static str,
    /// Its model.
    pub json: serde_json::Value,
    /// What it must say.
    pub situation: Situation,
}

/// Every sample of every document that has a template.
///
/// # Errors
/// [`NoVersion`] when the rule set lacks a sentence of law.
pub fn all(rules: &Rules) -> Result<Vec<Sample>, NoVersion> {
    let mut out = Vec::new();
    for document in Document::ALL {
        match document {
            Document::RelancePreventive => gather(&mut out, *document, relance::samples(Step::Preventive)),
            Document::Relance1 => gather(&mut out, *document, relance::samples(Step::First)),
            Document::Relance2 => gather(&mut out, *document, relance::samples(Step::Second)),
            Document::Relance3 => gather(&mut out, *document, relance::samples(Step::Last)),
            Document::MiseEnDemeure => gather(&mut out, *document, mise_en_demeure::samples(rules)?),
            Document::PlanDeReglement => gather(&mut out, *document, plan_de_reglement::samples(rules)?),
            Document::ReconnaissanceDeDette => {
                gather(&mut out, *document, reconnaissance_de_dette::samples(rules)?)
            }
            Document::ProtocoleTransactionnel => {
                gather(&mut out, *document, protocole_transactionnel::samples(rules)?)
            }
            Document::Quittance => gather(&mut out, *document, quittance::samples(rules)?),
            Document::Decompte => gather(&mut out, *document, decompte::samples()),
            Document::BordereauDePieces => gather(&mut out, *document, bordereau_de_pieces::samples(rules)?),
            Document::RequeteInjonctionDePayer => gather(&mut out, *document, requete::samples(rules)?),
            Document::ProjetOrdonnance => gather(&mut out, *document, projet_ordonnance::samples(rules)?),
            Document::Pouvoir => gather(&mut out, *document, pouvoir::samples(rules)?),
            Document::PetitesCreances => gather(&mut out, *document, petites_creances::samples(rules)?),
            Document::SaisineSignification => {
                gather(&mut out, *document, saisine_signification::samples(rules)?)
            }
            Document::SaisineExecution => gather(&mut out, *document, saisine_execution::samples(rules)?),
            Document::EtatDuDossier => gather(&mut out, *document, etat_du_dossier::samples()),
        }
    }
    Ok(out)
}

fn gather<M: serde::Serialize>(out: &mut Vec<Sample>, document: Document, models: Vec<(&'static str, M)>) {
    out.extend(models.into_iter().map(|(name, model)| Sample {
        document,
        name,
        json: printable(&model).unwrap_or_default(),
        situation: situations::of(document, name),
    }));
}

/// A letter of the creditor of a case.
pub(super) fn notice_facts(c: &Case) -> mise_en_demeure::Facts<'_> {
    mise_en_demeure::Facts {
        reference: c.reference,
        day: c.sums.as_of,
        place: c.place,
        sender: &c.sender,
        sender_lines: c.creditor_lines.clone(),
        footer: c.creditor.legal_mentions(),
        creditor: &c.creditor,
        debtor: &c.debtor,
        civility: if c.debtor.is_woman() { "Madame" } else { "" },
        window: c.window.clone(),
        sending: &c.sending,
        contract: c.contract.as_ref(),
        order: None,
        notices: &c.notices,
        sums: &c.sums,
        days: 15,
        payment: c.payment.clone(),
        mediator: None,
        signature: c.signature.clone(),
        enclosures: Vec::new(),
    }
}

/// The sums of the request of a case.
pub(super) fn claimed(c: &Case) -> Vec<Claimed> {
    let t = &c.sums.totals;
    let mut out = vec![Claimed {
        element: "Principal des factures impayées".into(),
        amount: t.principal_due,
        ground: c
            .contract
            .as_ref()
            .map(|k| format!("{}, {}", french::capitalised(&k.what), k.reference.clone().unwrap_or_default()))
            .unwrap_or_else(|| "Facture impayée".into()),
        exhibits: vec![1, 2, 3],
    }];
    if !t.interest_due.is_zero() {
        out.push(Claimed {
            element: format!(
                "{} ({}), à compter du lendemain de chaque échéance",
                french::capitalised(c.sums.interest_name()),
                c.sums.rates.join("\u{202f}; ")
            ),
            amount: t.interest_due,
            ground: if c.sums.professional {
                "C. com., art. L. 441-10".into()
            } else {
                "C. civ., art. 1231-6".into()
            },
            exhibits: vec![2],
        });
    }
    if !t.indemnities_due.is_zero() {
        out.push(Claimed {
            element: "Indemnités forfaitaires pour frais de recouvrement".into(),
            amount: t.indemnities_due,
            ground: "C. com., art. D. 441-5".into(),
            exhibits: vec![2],
        });
    }
    if !t.penalty_clause_due.is_zero() {
        out.push(Claimed {
            element: "Clause pénale".into(),
            amount: t.penalty_clause_due,
            ground: "Article 8 des conditions générales de vente".into(),
            exhibits: vec![1],
        });
    }
    if !t.costs_due.is_zero() {
        out.push(Claimed {
            element: "Frais prévus par le contrat".into(),
            amount: t.costs_due,
            ground: "Contrat, article 9".into(),
            exhibits: vec![1],
        });
    }
    out
}

/// File, day and parties of a case.
pub(super) fn frame(c: &Case) -> Frame<'_> {
    Frame {
        reference: c.reference,
        day: c.sums.as_of,
        place: c.place,
        creditor: &c.creditor,
        debtors: std::slice::from_ref(&c.debtor),
    }
}

/// The day a reminder asks to be paid by.
pub(super) fn week_after(day: Day) -> Day {
    day.checked_add_days(chrono::Days::new(8)).unwrap_or(day)
}

/// The office of a commissaire de justice.
pub(super) fn office() -> Vec<String> {
    lines(&["SCP Vernier et Lacour", "Commissaires de justice associés", "14 rue de Paris, 03200 Vichy"])
}

/// The facts of a case.
pub(super) fn story(c: &Case) -> Vec<String> {
    narrative::tell(&Story {
        creditor: &c.creditor,
        debtors: std::slice::from_ref(&c.debtor),
        item: ("la facture", "factures"),
        contract: c.contract.as_ref(),
        deliveries: &c
            .contract
            .as_ref()
            .map(|_| DeliveryFact { on: day(2026, 5, 11), invoices: Vec::new(), exhibits: vec![3] })
            .into_iter()
            .collect::<Vec<_>>(),
        invoices: &c.sums.invoices,
        credit_notes: &c.sums.credit_notes,
        payments: &c.sums.payments,
        notices: &c.notices,
        events: Vec::new(),
        principal_due: (c.sums.totals.principal_due, c.sums.as_of),
    })
}

/// Monthly instalments of a sum; the last takes what rounding left.
pub(super) fn instalments(from: Day, count: u32, total: Money) -> Vec<(Day, Money)> {
    let cents = i64::try_from(total.cents()).unwrap_or(0);
    let each = cents / i64::from(count);
    (1..=count)
        .map(|n| {
            let sum = if n == count { cents - each * i64::from(count - 1) } else { each };
            (crate::domain::add_months_clamped(from, n).unwrap_or(from), Money::from_cents(sum))
        })
        .collect()
}

/// The request of a case before a court.
pub(super) fn request_facts<'a>(c: &'a Case, court: &[&str], claimed: &'a [Claimed]) -> requete::Facts<'a> {
    let story = story(c);
    requete::Facts {
        reference: c.reference,
        day: c.sums.as_of,
        place: c.place,
        court: lines(court),
        creditor: (&c.creditor, vec![Pair::new("Adresse électronique", "compta@aubepine.example")]),
        representative: None,
        debtors: vec![(&c.debtor, Vec::new())],
        jointly: false,
        transfer: None,
        claimed,
        total: c.sums.totals.total_due,
        sums: &c.sums,
        accruing: None,
        amicable: Vec::new(),
        story,
        article_700: None,
        capitalisation: false,
        exhibits: &c.exhibits,
        signature: c.signature.clone(),
    }
}

/// Interest after the statement of a case.
pub(super) fn accruing(c: &Case) -> Accruing {
    Accruing {
        what: format!("des {} au taux de {} l\u{2019}an", c.sums.interest_name(), french::rate(rate(1_240))),
        base: c.sums.totals.principal_due,
        from: c.sums.as_of.succ_opt().unwrap_or(c.sums.as_of),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::sheet;
    use crate::render::{Engine, InProcess, Job, Renderer, TemplateFiles};
    use crate::rules::RuleFiles;

    /// Every sample becomes a PDF without a warning; with `CREANCE_SAMPLES_DIR` set, they are written there.
    #[test]
    fn every_sample_renders_without_a_warning() {
        let rules = Rules::load(RuleFiles::embedded()).unwrap_or_else(|e| panic!("{e}"));
        let samples = all(&rules).unwrap();
        let out = std::env::var_os("CREANCE_SAMPLES_DIR").map(std::path::PathBuf::from);
        let renderer = InProcess::new(Engine::new(&TemplateFiles::embedded()).unwrap());
        for s in &samples {
            let sheet = sheet(s.document);
            let name = format!("{}-{}", s.document.name(), s.name);
            let json = serde_json::to_vec(&s.json).unwrap();
            if let Some(dir) = &out {
                std::fs::write(dir.join(format!("{name}.json")), &json).unwrap();
            }
            let pdf = renderer
                .render(&Job::new(&sheet.template(), json, day(2026, 11, 22)))
                .unwrap_or_else(|e| panic!("{name}: {e}"));
            assert_eq!(pdf.warnings, Vec::<String>::new(), "{name}");
            if let Some(dir) = &out {
                std::fs::write(dir.join(format!("{name}.pdf")), &pdf.bytes).unwrap();
            }
        }
    }

    /// No blank of a sentence is left unfilled, and no plain space stands where it may not break.
    #[test]
    fn every_sentence_is_filled_and_typeset() {
        let rules = Rules::load(RuleFiles::embedded()).unwrap_or_else(|e| panic!("{e}"));
        for s in all(&rules).unwrap() {
            let text = serde_json::to_string(&s.json).unwrap();
            let strings = strings(&s.json);
            for bad in [" :", " ;", " ?", " !", " €", " %", "« ", " »", "n° ", "l'", "d'", "  "] {
                let guilty = strings.iter().find(|t| t.contains(bad));
                assert_eq!(guilty, None, "{} {}: {bad:?}", s.document, s.name);
            }
            assert!(strings.iter().all(|t| !t.contains('{')), "{text}");
            // What must not part at the end of a line is held by the space itself, whoever put the pieces together.
            let parting = strings.iter().filter(|t| counted(&french::user(t)) != counted(t));
            let parting: Vec<_> = parting.map(|t| (counted(&french::user(t)), t)).collect();
            assert!(parting.is_empty(), "{} {}: {parting:#?}", s.document, s.name);
        }
    }

    /// The text less the difference between « 24 avenue » held or not: invented addresses are typed by hand.
    fn counted(text: &str) -> String {
        let chars: Vec<char> = text.chars().collect();
        let between = |i: usize| {
            i > 0 && chars[i - 1].is_ascii_digit() && chars.get(i + 1).is_some_and(|c| c.is_alphabetic())
        };
        let plain = |(i, c): (usize, &char)| match *c {
            french::NBSP if between(i) => ' ',
            // The window keeps the apostrophe of the postal norm.
            '\u{2019}' => '\'',
            other => other,
        };
        chars.iter().enumerate().map(plain).collect()
    }

    fn strings(v: &serde_json::Value) -> Vec<String> {
        match v {
            serde_json::Value::String(s) => vec![s.clone()],
            serde_json::Value::Array(a) => a.iter().flat_map(strings).collect(),
            serde_json::Value::Object(o) => o.values().flat_map(strings).collect(),
            _ => Vec::new(),
        }
    }
}
