//! What a document says, read back from the model that its template prints: sums in its tables and sentences, days,
//! names, exhibits. A document that says something twice says it twice here.

use serde_json::Value;

use crate::claim::Claim;
use crate::documents::{build, french};
use crate::domain::{Day, Document, Money};

use super::concord::Fact;

/// The parties as every document names them.
pub(super) struct Names {
    pub creditor: String,
    pub debtors: Vec<String>,
}

impl Names {
    pub fn of(claim: &Claim) -> Names {
        let (creditor, debtors) = build::bare_names(claim);
        Names { creditor: plain(&creditor), debtors: debtors.iter().map(|d| plain(d)).collect() }
    }
}

/// With ordinary spaces, and without the places where a long word may be cut.
pub(super) fn plain(text: &str) -> String {
    text.replace(['\u{a0}', '\u{202f}'], " ").replace('\u{200b}', "").trim().to_owned()
}

/// The title of an exhibit, without what ends a point of a list.
pub(super) fn label(text: &str) -> String {
    plain(text).trim_end_matches([' ', ';', '.']).to_owned()
}

type Told = Vec<(Fact, String)>;

/// All that a document says.
pub(super) fn read(
    document: Document,
    debtor: Option<usize>,
    model: &Value,
    names: &Names,
    day: Day,
) -> Told {
    let mut out = Told::new();
    let as_of = plain(&french::date(day));
    let mut tables = Vec::new();
    collect(model, &|v| v.get("columns").is_some() && v.get("rows").is_some(), &mut tables);
    for table in tables {
        read_table(table, &as_of, &mut out);
    }
    let mut texts = Vec::new();
    strings(model, &mut texts);
    for text in &texts {
        sentences(document, text, &mut out);
    }
    let mut pairs = Vec::new();
    collect(model, &|v| v.get("label").is_some() && v.get("value").is_some(), &mut pairs);
    for pair in pairs {
        let text = |field: &str| plain(pair.get(field).and_then(Value::as_str).unwrap_or_default());
        if text("label") == "Total en principal et intérêts :" {
            out.push((Fact::PrincipalAndInterest, text("value").trim_end_matches(" €").to_owned()));
        }
    }
    days(model, &as_of, &mut out);
    people(debtor, model, names, &mut out);
    out
}

/// Every object that is such, from the outside in.
fn collect<'v>(v: &'v Value, such: &dyn Fn(&Value) -> bool, out: &mut Vec<&'v Value>) {
    if such(v) {
        out.push(v);
    }
    match v {
        Value::Array(items) => items.iter().for_each(|i| collect(i, such, out)),
        Value::Object(fields) => fields.values().for_each(|i| collect(i, such, out)),
        _ => {}
    }
}

fn strings(v: &Value, out: &mut Vec<String>) {
    match v {
        Value::String(s) => out.push(plain(s)),
        Value::Array(items) => items.iter().for_each(|i| strings(i, out)),
        // The cells of a table are read as a table: a label there may look like a sentence of ours.
        Value::Object(fields) => {
            let table = fields.contains_key("columns");
            let told =
                fields.iter().filter(|(name, _)| !(table && matches!(name.as_str(), "rows" | "totals")));
            told.for_each(|(_, i)| strings(i, out));
        }
        _ => {}
    }
}

fn rows(table: &Value, part: &str) -> Vec<Vec<String>> {
    let cells = |row: &Value| -> Vec<String> {
        row.as_array().into_iter().flatten().map(|c| plain(c.as_str().unwrap_or_default())).collect()
    };
    table.get(part).and_then(Value::as_array).into_iter().flatten().map(cells).collect()
}

fn cell(row: Option<&Vec<String>>, column: usize) -> String {
    row.and_then(|r| r.get(column)).cloned().unwrap_or_default()
}

fn read_table(table: &Value, as_of: &str, out: &mut Told) {
    let columns: Vec<String> = table
        .get("columns")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .map(|c| plain(c.get("heading").and_then(Value::as_str).unwrap_or_default()))
        .collect();
    let caption = plain(table.get("caption").and_then(Value::as_str).unwrap_or_default());
    let (lines, totals) = (rows(table, "rows"), rows(table, "totals"));
    let column = |name: &str| columns.iter().position(|c| c == name);
    if let Some(principal) = column("Solde en principal") {
        by_invoice(&columns, principal, &lines, &totals, out);
    } else if caption == "Récapitulatif des sommes dues" {
        elements(&lines, &totals, as_of, out);
    } else if column("Fondement").is_some() {
        elements(&lines, &totals, as_of, out);
        out.push((Fact::Total, added(&lines, 1)));
    } else if caption == "Calcul des intérêts, période par période" {
        first_days(&lines, out);
    } else if caption == "Pièces produites" {
        out.extend(lines.iter().map(|r| (Fact::Exhibit(cell(Some(r), 0)), label(&cell(Some(r), 1)))));
    } else if caption == "Sommes fixées par l\u{2019}ordonnance" {
        out.push((Fact::OrderTotal, cell(totals.first(), 1)));
        out.push((Fact::OrderTotal, added(&lines, 1)));
    } else if caption == "Échéancier" {
        out.push((Fact::Instalments, cell(totals.first(), 2)));
        out.push((Fact::Instalments, added(&lines, 2)));
    }
}

/// The standard table of sums: its totals, and its columns added up.
fn by_invoice(
    columns: &[String],
    principal: usize,
    lines: &[Vec<String>],
    totals: &[Vec<String>],
    out: &mut Told,
) {
    let first = totals.first();
    let interest = principal + 1;
    let last = columns.len().saturating_sub(1);
    for (fact, column) in [(Fact::Principal, principal), (Fact::Interest, interest)] {
        out.push((fact.clone(), cell(first, column)));
        out.push((fact, added(lines, column)));
    }
    if last > interest + 1 {
        out.push((Fact::Indemnities, cell(first, interest + 1)));
        out.push((Fact::Indemnities, added(lines, interest + 1)));
    }
    out.push((Fact::Total, cell(totals.last(), last)));
    if totals.len() == 1 {
        out.push((Fact::Total, added(lines, last)));
    }
}

/// A table of elements: « Principal… », « Pénalités de retard au … », « Indemnités… », then the total.
fn elements(lines: &[Vec<String>], totals: &[Vec<String>], as_of: &str, out: &mut Told) {
    for row in lines {
        let (what, sum) = (cell(Some(row), 0), cell(Some(row), 1));
        let of_interest = ["Pénalités de retard au ", "Intérêts de retard au "];
        if what.starts_with("Principal") && !what.starts_with("Principal fixé par le titre") {
            out.push((Fact::Principal, sum));
        } else if let Some(rest) = of_interest.iter().find_map(|p| what.strip_prefix(p)) {
            out.push((Fact::Interest, sum));
            out.push((Fact::AsOf, said(rest, as_of)));
            let start = rest.split_once(", à compter ").and_then(|(_, s)| s.split_once(" : "));
            out.extend(start.map(|(s, _)| (Fact::InterestStart, s.to_owned())));
        } else if what.starts_with("Indemnité") || what.starts_with("Autres sommes fixées") {
            out.push((Fact::Indemnities, sum));
        }
    }
    out.push((Fact::Total, cell(totals.first(), 1)));
    out.push((Fact::AsOf, said(&cell(totals.first(), 0), as_of)));
}

/// The first day of each invoice; the days are written day, month, year.
fn first_days(lines: &[Vec<String>], out: &mut Told) {
    let sortable = |d: &str| d.split('/').rev().collect::<Vec<_>>().join("");
    let mut firsts: Vec<(String, String)> = Vec::new();
    for row in lines {
        let (invoice, from) = (cell(Some(row), 0), cell(Some(row), 1));
        match firsts.iter_mut().find(|(i, _)| *i == invoice) {
            Some((_, first)) if sortable(&from) < sortable(first) => *first = from,
            Some(_) => {}
            None => firsts.push((invoice, from)),
        }
    }
    out.extend(firsts.into_iter().map(|(i, d)| (Fact::InterestFrom(i), d)));
}

/// A column added up, as it would be printed.
fn added(lines: &[Vec<String>], column: usize) -> String {
    let sums: Option<Vec<Money>> = lines.iter().map(|r| amount(&cell(Some(r), column))).collect();
    sums.map_or_else(|| "illisible".to_owned(), |m| plain(&french::figure(m.into_iter().sum())))
}

/// « 1 234,56 » back to an amount.
fn amount(figure: &str) -> Option<Money> {
    let written: String = figure
        .chars()
        .filter_map(|c| match c {
            ',' => Some('.'),
            '\u{2212}' => Some('-'),
            c if c.is_ascii_digit() => Some(c),
            _ => None,
        })
        .collect();
    let cents = written.parse::<rust_decimal::Decimal>().ok()?;
    let cents = cents.checked_mul(rust_decimal::Decimal::ONE_HUNDRED)?.normalize();
    (cents.scale() == 0).then(|| i64::try_from(cents.mantissa()).ok()).flatten().map(Money::from_cents)
}

/// What sentences say: the sum asked, the order, the exhibits.
fn sentences(document: Document, text: &str, out: &mut Told) {
    use Document as D;
    let total = |phrase: &str| {
        let (sum, _) = text.split_once(phrase)?.1.split_once(" €")?;
        Some((Fact::Total, sum.to_owned()))
    };
    match document {
        D::MiseEnDemeure if text.starts_with("Par la présente") => out.extend(total("la somme de ")),
        D::MiseEnDemeure if ["Pénalités", "Intérêts"].iter().any(|w| text.starts_with(w)) => {
            let start = text.rsplit_once(", à compter ").map(|(_, s)| s.trim_end_matches('.').to_owned());
            out.extend(start.map(|s| (Fact::InterestStart, s)));
        }
        D::Relance2 | D::Relance3 if text.starts_with("Nous vous demandons") => {
            out.extend(total("la somme de "));
        }
        D::RequeteInjonctionDePayer if text.starts_with("rendre à l") => out.extend(total(" la somme de ")),
        D::Pouvoir => out.extend(total("pour la somme de ")),
        D::ReconnaissanceDeDette => {
            out.extend(total("La somme reconnue est de "));
            out.extend(total("la dette s\u{2019}élève à "));
        }
        D::SaisineSignification | D::SaisineExecution => out.extend(order(text).into_iter().flatten()),
        _ => {}
    }
    if let Some((number, rest)) = exhibit(text) {
        out.push((Fact::Exhibit(number), label(&rest)));
    }
}

/// « … n° 2026I00412, rendue le 15 septembre 2026 par … ».
fn order(text: &str) -> Option<[(Fact, String); 2]> {
    let (before, after) = text.split_once(", rendue le ")?;
    let number = before.rsplit_once("injonction de payer n° ")?.1;
    let (day, _) = after.split_once(" par ")?;
    Some([(Fact::OrderNumber, number.to_owned()), (Fact::OrderDate, day.to_owned())])
}

/// « Pièce n° 3 : Factures » of a list of enclosures.
fn exhibit(text: &str) -> Option<(String, String)> {
    let rest = text.strip_prefix("Pièce n° ").or(text.strip_prefix("pièce n° "))?;
    let (number, label) = rest.split_once(" : ")?;
    number.chars().all(|c| c.is_ascii_digit()).then(|| (number.to_owned(), label.to_owned()))
}

/// The day of the document, where each kind writes it.
fn days(model: &Value, as_of: &str, out: &mut Told) {
    let text = |pointer: &str| model.pointer(pointer).and_then(Value::as_str).map(plain);
    let mut add = |printed: Option<String>| out.extend(printed.map(|p| (Fact::AsOf, said(&p, as_of))));
    add(text("/letter/place_date"));
    // An acknowledgment is dated by the debtor's own hand.
    add(text("/act/done_at").filter(|d| !d.contains('\u{2026}')));
    add(text("/done_at"));
    add(text("/subtitle").filter(|s| s.starts_with("arrêté au ")));
}

/// What is expected when it stands there, else what stands there.
fn said(printed: &str, expected: &str) -> String {
    let stands = printed.match_indices(expected).any(|(at, _)| {
        // « 2 novembre » is no part of « 22 novembre ».
        !printed.get(..at).unwrap_or_default().ends_with(|c: char| c.is_ascii_digit())
    });
    if stands { expected.to_owned() } else { printed.to_owned() }
}

/// The parties: in the blocks that identify them, in the head of a statement, in the title of a letter.
fn people(debtor: Option<usize>, model: &Value, names: &Names, out: &mut Told) {
    let all = names.debtors.join(", ");
    let holds = |text: &str, name: &str| text.to_lowercase().contains(&name.to_lowercase());
    let mut blocks = Vec::new();
    let party = |v: &Value| v.get("kind").and_then(Value::as_str) == Some("party");
    // Who signs for the creditor is no party.
    let sections = model.as_object().into_iter().flatten().filter(|(name, _)| *name != "representative");
    sections.for_each(|(_, section)| collect(section, &party, &mut blocks));
    for block in blocks {
        let name = plain(block.get("name").and_then(Value::as_str).unwrap_or_default());
        if holds(&name, &names.creditor) {
            out.push((Fact::Creditor, names.creditor.clone()));
        } else if names.debtors.iter().any(|d| holds(&name, d)) {
            out.push((Fact::Debtors, all.clone()));
        } else if out.iter().any(|(f, _)| *f == Fact::Creditor) {
            out.push((Fact::Debtors, name));
        } else {
            out.push((Fact::Creditor, name));
        }
    }
    for pair in model.get("summary").and_then(Value::as_array).into_iter().flatten() {
        let text = |field: &str| plain(pair.get(field).and_then(Value::as_str).unwrap_or_default());
        let value = text("value");
        match text("label").as_str() {
            "Créancier :" | "Créancière :" => out.push((Fact::Creditor, value)),
            "Débiteur :" | "Débitrice :" | "Débiteurs :" | "Débitrices :" => {
                let complete = names.debtors.iter().all(|d| holds(&value, d));
                out.push((Fact::Debtors, if complete { all.clone() } else { value }));
            }
            _ => {}
        }
    }
    if model.get("letter").is_some() {
        let title = plain(model.pointer("/meta/title").and_then(Value::as_str).unwrap_or_default());
        let named = debtor.and_then(|d| names.debtors.get(d)).is_some_and(|d| holds(&title, d));
        out.push((Fact::Debtors, if named { all } else { title }));
        // A lawyer or an agent writes under his own name.
        let sender = plain(model.pointer("/letter/sender").and_then(Value::as_str).unwrap_or_default());
        if sender == names.creditor || model.get("opening").is_some() {
            out.push((Fact::Creditor, sender));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printed_amounts_are_read_back() {
        for cents in [0, 5, 123_456, 9_999_999_999, -1_250] {
            let m = Money::from_cents(cents);
            assert_eq!(amount(&french::figure(m)), Some(m));
        }
        assert_eq!(amount("douze"), None);
    }

    #[test]
    fn a_day_inside_another_is_not_that_day() {
        assert_eq!(said("Lyon, le 2 novembre 2026", "2 novembre 2026"), "2 novembre 2026");
        assert_eq!(said("Lyon, le 22 novembre 2026", "2 novembre 2026"), "Lyon, le 22 novembre 2026");
    }
}
