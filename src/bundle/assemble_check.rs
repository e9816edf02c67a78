//! Before anything is packed: the documents of one bundle say the same. Totals to the cent, dates, numbers and pages
//! of the exhibits, read in the very models that are rendered and compared with the statement.

use rust_decimal::Decimal;
use serde_json::Value;

use crate::documents::build::{Drafted, asked_totals};
use crate::documents::french;
use crate::domain::{Document, Money};
use crate::dossier::{Dossier, Law};

/// One document, parsed back from what its template will read.
struct Sheet {
    document: Document,
    model: Value,
}

/// Compares the documents of a bundle.
///
/// # Errors
/// The first disagreement, in French.
pub(super) fn concord(dossier: &Dossier, _: &Law, drafts: &[Vec<Drafted>]) -> Result<(), String> {
    let sheets: Vec<Sheet> = drafts
        .iter()
        .flatten()
        .map(|d| {
            let model = serde_json::from_slice(&d.data).map_err(|_| "document illisible".to_owned())?;
            Ok(Sheet { document: d.document, model })
        })
        .collect::<Result<_, String>>()?;
    let asked = asked_totals(&dossier.claim, &dossier.statement);
    let total = asked.total_due;
    let day = french::date(dossier.claim.as_of);
    for s in &sheets {
        match s.document {
            Document::RequeteInjonctionDePayer => request(&s.model, total, &day)?,
            Document::Decompte => statement(&s.model, total, &day)?,
            Document::MiseEnDemeure => letter(&s.model, total, &day)?,
            Document::Relance1 => dated_letter(&s.model, &day)?,
            Document::Relance2 | Document::Relance3 => reminder(&s.model, total, &day)?,
            Document::PlanDeReglement => plan(&s.model, &day)?,
            Document::PetitesCreances => {
                let claimed = asked.principal_due + asked.interest_due;
                says(&s.model, "sections", &french::amount(claimed), "somme de la demande")?;
                dated_paper(&s.model, &day)?;
            }
            Document::SaisineSignification => order(&s.model, dossier, &day)?,
            Document::SaisineExecution => {
                order(&s.model, dossier, &day)?;
                says(&s.model, "sections", &french::figure(total), "somme à recouvrer")?;
            }
            _ => {}
        }
    }
    same_exhibits(&sheets)
}

fn differs(what: &str, expected: &str) -> String {
    french::fill("{w} : attendu {e}", &[("w", what), ("e", expected)])
}

fn must(holds: bool, what: &str, expected: &str) -> Result<(), String> {
    if holds { Ok(()) } else { Err(differs(what, expected)) }
}

/// A cell of a table.
fn cell<'v>(table: &'v Value, part: &str, row: usize, column: usize) -> &'v str {
    table.get(part).and_then(|r| r.get(row)).and_then(|r| r.get(column)).and_then(Value::as_str).unwrap_or("")
}

/// « 1 234,56 » back to an amount.
fn amount(figure: &str) -> Option<Money> {
    let plain: String = figure
        .chars()
        .filter_map(|c| match c {
            ',' => Some('.'),
            '\u{2212}' => Some('-'),
            c if c.is_ascii_digit() => Some(c),
            _ => None,
        })
        .collect();
    let cents = plain.parse::<Decimal>().ok()?.checked_mul(Decimal::ONE_HUNDRED)?.normalize();
    (cents.scale() == 0).then(|| i64::try_from(cents.mantissa()).ok()).flatten().map(Money::from_cents)
}

/// The first table of a section.
fn table(section: Option<&Value>) -> Option<&Value> {
    let blocks = section?.get("blocks")?.as_array()?;
    blocks.iter().find(|b| b.get("kind").and_then(Value::as_str) == Some("table"))
}

fn request(model: &Value, total: Money, day: &str) -> Result<(), String> {
    let sums =
        table(model.get("sums")).ok_or_else(|| "la requête n'a pas de tableau des sommes".to_owned())?;
    let expected = french::figure(total);
    must(cell(sums, "totals", 0, 1) == expected, "total de la requête", &expected)?;
    must(cell(sums, "totals", 0, 0).contains(day), "date du total de la requête", day)?;
    let rows = sums.get("rows").and_then(Value::as_array).map_or(0, Vec::len);
    let added: Option<Money> = (0..rows)
        .map(|r| amount(cell(sums, "rows", r, 1)))
        .collect::<Option<Vec<_>>>()
        .map(|m| m.into_iter().sum());
    must(added == Some(total), "somme des lignes de la requête", &expected)?;
    let asked = model.get("relief").map(Value::to_string).unwrap_or_default();
    must(asked.contains(&french::amount(total)), "somme demandée au dispositif", &french::amount(total))?;
    let done = model.pointer("/act/done_at").and_then(Value::as_str).unwrap_or_default();
    must(done.ends_with(day), "date de la requête", day)
}

fn statement(model: &Value, total: Money, day: &str) -> Result<(), String> {
    let recap = table(model.get("recapitulation"))
        .ok_or_else(|| "le décompte n'a pas de récapitulatif".to_owned())?;
    let expected = french::figure(total);
    must(cell(recap, "totals", 0, 1) == expected, "total du décompte", &expected)?;
    let subtitle = model.get("subtitle").and_then(Value::as_str).unwrap_or_default();
    must(subtitle.contains(day), "date du décompte", day)
}

fn letter(model: &Value, total: Money, day: &str) -> Result<(), String> {
    let demand = model.get("demand").and_then(Value::as_str).unwrap_or_default();
    must(demand.contains(&french::amount(total)), "somme de la mise en demeure", &french::amount(total))?;
    let place_date = model.pointer("/letter/place_date").and_then(Value::as_str).unwrap_or_default();
    must(place_date.ends_with(day), "date de la mise en demeure", day)
}

fn dated_letter(model: &Value, day: &str) -> Result<(), String> {
    let place_date = model.pointer("/letter/place_date").and_then(Value::as_str).unwrap_or_default();
    must(place_date.ends_with(day), "date de la lettre", day)
}

fn dated_paper(model: &Value, day: &str) -> Result<(), String> {
    let done = model.pointer("/act/done_at").and_then(Value::as_str).unwrap_or_default();
    must(done.contains(day), "date du document", day)
}

/// Whether a part of a document prints something.
fn says(model: &Value, part: &str, printed: &str, what: &str) -> Result<(), String> {
    let text = model.get(part).map(Value::to_string).unwrap_or_default();
    must(text.contains(printed), what, printed)
}

fn reminder(model: &Value, total: Money, day: &str) -> Result<(), String> {
    says(model, "request", &french::amount(total), "somme de la relance")?;
    dated_letter(model, day)
}

/// The instalments add up to the sum that the plan says it pays.
fn plan(model: &Value, day: &str) -> Result<(), String> {
    let sections = model.get("sections").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let of_plan = |s: &&Value| s.get("heading").and_then(Value::as_str) == Some("Échéancier");
    let schedule = table(sections.iter().find(of_plan))
        .ok_or_else(|| "le plan n'a pas de tableau des échéances".to_owned())?;
    let rows = schedule.get("rows").and_then(Value::as_array).map_or(0, Vec::len);
    let added: Option<Money> = (0..rows)
        .map(|r| amount(cell(schedule, "rows", r, 2)))
        .collect::<Option<Vec<_>>>()
        .map(|m| m.into_iter().sum());
    let expected = cell(schedule, "totals", 0, 2);
    must(added.is_some() && added == amount(expected), "somme des échéances", expected)?;
    dated_paper(model, day)
}

/// The sums and the number of the order, as the file gives them.
fn order(model: &Value, dossier: &Dossier, day: &str) -> Result<(), String> {
    let Some(order) = &dossier.claim.order else { return Err("le dossier n'a pas d'ordonnance".to_owned()) };
    let a = &order.amounts;
    let total: Money = [Some(a.principal), a.interest, a.costs, a.other].into_iter().flatten().sum();
    says(model, "sections", &french::figure(total), "total de l'ordonnance")?;
    says(model, "sections", &french::user(&order.number), "numéro de l'ordonnance")?;
    dated_paper(model, day)
}

/// The list of exhibits stands twice: in the request and by itself.
fn same_exhibits(sheets: &[Sheet]) -> Result<(), String> {
    let rows = |s: &Sheet| match s.document {
        Document::RequeteInjonctionDePayer => {
            table(s.model.get("exhibits")).and_then(|t| t.get("rows")).cloned()
        }
        Document::BordereauDePieces => s.model.pointer("/exhibits/rows").cloned(),
        _ => None,
    };
    let lists: Vec<Value> = sheets.iter().filter_map(rows).collect();
    must(lists.windows(2).all(|w| w.first() == w.last()), "liste des pièces", "la même dans chaque document")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printed_amounts_are_read_back() {
        for cents in [0, 5, 123_456, 99_999_999_99, -1_250] {
            let m = Money::from_cents(cents);
            assert_eq!(amount(&french::figure(m)), Some(m));
        }
        assert_eq!(amount("douze"), None);
    }

    #[test]
    fn instalments_that_do_not_add_up_stop_the_bundle() {
        let of = |total: &str| {
            serde_json::json!({
                "act": { "done_at": "Fait à Lyon, le 22 novembre 2026, en 2 originaux" },
                "sections": [{ "heading": "Échéancier", "blocks": [{
                    "kind": "table",
                    "rows": [["1", "15/12/2026", "10,00"], ["2", "15/01/2027", "10,01"]],
                    "totals": [["", "Total", total]],
                }] }],
            })
        };
        assert!(plan(&of("20,01"), "22 novembre 2026").is_ok());
        assert!(plan(&of("20,00"), "22 novembre 2026").is_err());
        assert!(plan(&of("20,01"), "23 novembre 2026").is_err());
    }

    #[test]
    fn a_cent_of_difference_stops_the_bundle() {
        let model = serde_json::json!({
            "subtitle": "arrêté au 22 novembre 2026",
            "recapitulation": { "blocks": [{ "kind": "table", "totals": [["Total", "10,01"]] }] },
        });
        let total = Money::from_cents(1_001);
        assert!(statement(&model, total, "22 novembre 2026").is_ok());
        assert!(statement(&model, Money::from_cents(1_000), "22 novembre 2026").is_err());
        assert!(statement(&model, total, "21 novembre 2026").is_err());
    }
}
