//! Several debtors: one request before the court of any of them, when the subject-matter is the same for all
//! (CPC, art. 1406 ; CT-13).

use super::Courts;
use super::competence::{Competence, CompetenceError, CourtQuery};
use super::matter::Matter;
use super::view::CourtOption;
use super::wording::{Reason, Reasoning};
use crate::rules::Rules;

/// What several debtors lead to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Joined {
    /// One request: the first debtor's court, the others' among the alternatives.
    One(Box<Competence>),
    /// The subject-matter differs: one request a group, the debtors of each by their index.
    Split(Vec<(Vec<usize>, Competence)>),
}

impl Courts {
    /// The court for all debtors of one claim, each given by its own query.
    ///
    /// # Errors
    /// The first debtor for whom no court can be given, with its index; `None` for an empty list.
    pub fn competence_for_all(
        &self,
        rules: &Rules,
        queries: &[CourtQuery<'_>],
    ) -> Result<Option<Joined>, (usize, CompetenceError)> {
        let mut each = Vec::with_capacity(queries.len());
        for (i, q) in queries.iter().enumerate() {
            each.push(self.competence(rules, q).map_err(|e| (i, e))?);
        }
        let Some(first) = each.first() else {
            return Ok(None);
        };
        let open = |c: &Competence, m: Matter| c.matter == m || c.alternative_matters.contains(&m);
        let mut matters = std::iter::once(first.matter).chain(first.alternative_matters.iter().copied());
        let Some(matter) = matters.find(|m| each.iter().all(|c| open(c, *m))) else {
            return Ok(Some(Joined::Split(split(each))));
        };
        let united = first.matter != matter;
        let mut main = first.clone();
        if united {
            // The creditor's option: seen as a creditor and a debtor who leave the civil judge alone.
            let Some(q) = queries.first() else {
                return Ok(None);
            };
            let civil = CourtQuery { debtor: Some(super::Quality::NonMerchant), ..*q };
            main = self.competence(rules, &civil).map_err(|e| (0, e))?;
            if main.matter != matter {
                return Ok(Some(Joined::Split(split(each))));
            }
            let tables = self.tables().map_err(|e| (0, e.into()))?;
            let mut why = Reasoning::default();
            tables.wordings.say(&mut why, rules, Reason::CreditorOptionOther, &[]);
            tables.wordings.say(&mut why, rules, Reason::OptionUnites, &[]);
            why.sentences.extend(main.view.court.reasons.drain(..).skip(1));
            main.view.court.reasons = why.sentences;
        }
        for (other, q) in each.iter().zip(queries).skip(1) {
            let Some(option) = court_for(other, matter) else {
                continue;
            };
            let known = |o: &CourtOption| o.id == option.id && o.kind == option.kind;
            if known(&main.view.court) || main.view.alternatives.iter().any(known) {
                continue;
            }
            let tables = self.tables().map_err(|e| (0, e.into()))?;
            let mut why = Reasoning::default();
            tables.wordings.say(&mut why, rules, Reason::OtherDebtor, &[("place", &q.place.name)]);
            main.view.alternatives.push(CourtOption { reasons: why.sentences, ..option.clone() });
            main.alternative_matters.push(matter);
        }
        Ok(Some(Joined::One(Box::new(main))))
    }
}

fn court_for(c: &Competence, matter: Matter) -> Option<&CourtOption> {
    if c.matter == matter {
        return Some(&c.view.court);
    }
    let at = c.alternative_matters.iter().position(|m| *m == matter)?;
    c.view.alternatives.get(at)
}

fn split(each: Vec<Competence>) -> Vec<(Vec<usize>, Competence)> {
    let mut groups: Vec<(Vec<usize>, Competence)> = Vec::new();
    for (i, c) in each.into_iter().enumerate() {
        match groups.iter_mut().find(|(_, g)| g.matter == c.matter) {
            Some((members, _)) => members.push(i),
            None => groups.push((vec![i], c)),
        }
    }
    groups
}
