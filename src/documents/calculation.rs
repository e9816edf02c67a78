//! The result of a stand-alone calculation on paper: the answer, what was given, the figures, the texts, the limits. It
//! belongs to no file, names nobody, and is no act.

use super::french::{capitalised, date, fill, typeset};
use super::paper::Paper;
use super::parts::{Act, Block, Meta, Pair, Section, printable};
use crate::domain::{Day, LawRef};

/// What the paper needs, in final French text.
#[derive(Debug)]
pub struct Facts<'a> {
    /// « Délai d’opposition à une injonction de payer ».
    pub title: &'a str,
    /// The answer in one sentence.
    pub answer: &'a str,
    /// What was given.
    pub given: Vec<Pair>,
    /// Figures, computation, doubts, limits.
    pub sections: Vec<Section>,
    /// The articles.
    pub law: &'a [LawRef],
    /// The day of the paper.
    pub day: Day,
    /// Version of the rules.
    pub ruleset: &'a str,
    /// Where the calculation is found again: path and question of its page.
    pub address: &'a str,
}

/// The words of the paper.
#[must_use]
pub fn model(f: &Facts<'_>) -> Paper {
    let title = typeset(f.title);
    let mut sections = vec![Section::new("Réponse", vec![Block::Strong { text: f.answer.to_owned() }])];
    if !f.given.is_empty() {
        sections.push(Section::new("Données", vec![Block::Pairs { rows: f.given.clone() }]));
    }
    sections.extend(f.sections.iter().cloned());
    if !f.law.is_empty() {
        let items = f.law.iter().map(|l| capitalised(&typeset(&l.text))).collect();
        sections.push(Section::new("Textes", vec![Block::Points { items }]));
    }
    let again = typeset("Ce calcul se refait à cette adresse du service :");
    sections.push(Section::new("Pour refaire ce calcul", vec![Block::text(again), Block::text(f.address)]));
    Paper {
        meta: Meta {
            title: title.clone(),
            author: "creance".to_owned(),
            running: fill("{t} – calcul du {d}", &[("t", &title), ("d", &date(f.day))]),
            footer: vec![typeset("Calcul indicatif : il ne remplace pas le conseil d'un avocat.")],
        },
        act: Act {
            head: Vec::new(),
            registry: Vec::new(),
            title,
            subtitle: fill("calcul du {d}", &[("d", &date(f.day))]),
            summary: vec![Pair::new("Règles appliquées", typeset(f.ruleset))],
            done_at: String::new(),
            signatures: Vec::new(),
        },
        sections,
        initials: false,
    }
}

/// The paper as its template reads it.
///
/// # Errors
/// When it cannot be written as JSON.
pub fn json(paper: &Paper) -> Result<Vec<u8>, serde_json::Error> {
    serde_json::to_vec(&printable(paper)?)
}
