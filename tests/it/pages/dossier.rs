//! The path from nothing to a claim.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::browser::Browser;
use crate::http::{FIRST, SERVICE, example, post_json};

/// What a person types for the first example, as she reads it on paper.
const PARTIES: &[(&str, &str)] = &[
    ("/reference", "2026-0412"),
    ("/creditor/kind", "Société"),
    ("/creditor/name", "Menuiserie Aubépine"),
    ("/creditor/legal_form", "SAS"),
    ("/creditor/siren", "100 021 013"),
    ("/creditor/siret", "100 021 013 00014"),
    ("/creditor/rcs_city", "Clermont-Ferrand"),
    ("/creditor/share_capital", "40 000 €"),
    ("/creditor/legal_representative/name", "Hélène Maurin"),
    ("/creditor/legal_representative/capacity", "présidente"),
    ("/creditor/address/lines", "24 avenue de la Libération"),
    ("/creditor/address/postal_code", "63 000"),
    ("/creditor/address/city", "Clermont-Ferrand"),
    ("/creditor/vat_number", "FR 50 100021013"),
    ("/creditor/bank/iban", "FR14 2004 1010 0505 0001 3M02 606"),
    ("/creditor/bank/holder", "SAS Menuiserie Aubépine"),
    ("/creditor/email", "compta@aubepine.example"),
    ("/debtors/0/kind", "Société"),
    ("/debtors/0/name", "Hôtel des Trois Fontaines"),
    ("/debtors/0/legal_form", "SARL"),
    ("/debtors/0/siren", "100021021"),
    ("/debtors/0/siret", "10002102100017"),
    ("/debtors/0/rcs_city", "Cusset"),
    ("/debtors/0/share_capital", "8000"),
    ("/debtors/0/legal_representative/name", "Rémi Vauquelin"),
    ("/debtors/0/legal_representative/capacity", "gérant"),
    ("/debtors/0/address/lines", "6 rue du Casino"),
    ("/debtors/0/address/postal_code", "03200"),
    ("/debtors/0/address/city", "Vichy"),
];

const CLAIM: &[(&str, &str)] = &[
    ("/nature", "Travaux"),
    ("/contract/kind", "Devis"),
    ("/contract/reference", "Devis D-2025-118"),
    ("/contract/signed_on", "18/12/2025"),
    ("/contract/payment_terms/days", "30 jours"),
    ("/contract/payment_terms/from", "La date de la facture"),
    ("/invoices/0/number", "F-2026-041"),
    ("/invoices/0/kind", "Facture"),
    ("/invoices/0/issued_on", "10/02/2026"),
    ("/invoices/0/due_on", "12/03/26"),
    ("/invoices/0/delivered_on", "6 février 2026"),
    ("/invoices/0/amount_excl_tax", "5 250"),
    ("/invoices/0/vat", "1 050,00"),
    ("/invoices/0/amount_incl_tax", "6 300,00 €"),
    ("/invoices/0/label", "Fenêtres du rez-de-chaussée"),
];

/// The two others, as a spreadsheet gives them.
const PASTED: &str = "N° facture\tType\tDate\tÉchéance\tLivraison\tHT\tTVA\tMontant TTC\tObjet\n\
F-2026-058\tFacture\t05/03/2026\t04/04/2026\t03/03/2026\t2 288,00 €\t457,60 €\t2 745,60 €\tPortes des chambres 101 à 108\n\
F-2026-077\tFacture\t12/05/2026\t11/06/2026\t11/05/2026\t990,00 €\t198,00 €\t1 188,00 €\tReprise du comptoir d'accueil\n";

const NOTICES: &[(&str, &str)] = &[
    ("/notices/0/kind", "Relance"),
    ("/notices/0/channel", "Courriel"),
    ("/notices/0/sent_on", "20/04/2026"),
    ("/notices/1/kind", "Mise en demeure"),
    ("/notices/1/channel", "Lettre recommandée avec demande d’avis de réception"),
    ("/notices/1/sent_on", "14/09/2026"),
    ("/notices/1/presented_on", "16/09/2026"),
    ("/notices/1/received_on", "17/09/2026"),
    ("/notices/1/tracking", "1A 000 000 0412 7"),
];

const EXHIBITS: [(&str, &str, &str, &str); 5] = [
    ("Devis D-2025-118 signé", "18/12/2025", "Devis", "devis_signe.pdf"),
    ("Factures F-2026-041, F-2026-058 et F-2026-077", "12/05/2026", "Facture", "factures.pdf"),
    ("Procès-verbal de pose signé", "11/05/2026", "Bon de livraison, procès-verbal", "bon_de_livraison.png"),
    (
        "Mise en demeure du 14 septembre 2026",
        "14/09/2026",
        "Relance ou mise en demeure",
        "mise_en_demeure.pdf",
    ),
    ("Avis de réception du 17 septembre 2026", "17/09/2026", "Avis de réception", "avis_de_reception.png"),
];

const ASKED: &[(&str, &str)] = &[
    ("/relief/interest", "Pénalités de retard entre professionnels"),
    ("/relief/article_700", "800"),
    ("/relief/if_opposed/court", "Tribunal de commerce de Cusset"),
    ("/relief/if_opposed/reason", "siège de la débitrice"),
    ("/as_of", "22/11/2026"),
];

fn fill(page: &mut Browser, table: &[(&str, &str)]) {
    for (name, typed) in table {
        page.fill(name, typed);
    }
}

pub fn draft(page: &Browser) -> Value {
    serde_json::from_str(page.value("dossier").unwrap()).unwrap()
}

#[test]
fn a_claim_typed_in_french_is_the_claim_of_the_example() {
    let page = Browser::open(*SERVICE, "/dossier");
    assert_eq!(page.status, 200);
    let mut page = page.press("aller", "parties");
    assert!(!page.html.contains("id=\"erreurs\""), "nothing was typed yet: nothing is wrong");
    fill(&mut page, PARTIES);
    let mut page = page.press("aller", "creance");
    assert_eq!(draft(&page)["creditor"]["siren"], "100021013");

    fill(&mut page, CLAIM);
    page.fill("coller:/invoices", PASTED);
    let page = page.press("faire", "coller:/invoices");
    assert!(page.html.contains("2\u{a0}lignes collées"), "{}", page.html);
    assert_eq!(page.value("/invoices/2/amount_incl_tax"), Some("1\u{202f}188,00"));
    assert!(page.html.contains("Total dû au"), "the figures are there before the claim is whole");
    assert!(page.html.contains("Tribunal de commerce de Cusset"), "and the court");

    let mut page = page.press("aller", "paiements");
    page.fill("/payments/0/received_on", "02/06/2026");
    page.fill("/payments/0/amount", "1500");
    page.fill("/payments/0/label", "Virement sans référence");
    let mut page = page.press("aller", "envois");
    fill(&mut page, &NOTICES[..3]);
    page = page.press("faire", "ajouter:/notices");
    fill(&mut page, &NOTICES[3..]);

    page = page.press("aller", "pieces");
    for (i, (label, date, kind, file)) in EXHIBITS.iter().enumerate() {
        if i > 0 {
            page = page.press("faire", "ajouter:/exhibits");
        }
        for (field, typed) in [("label", label), ("date", date), ("kind", kind), ("file", file)] {
            page.fill(&format!("/exhibits/{i}/{field}"), typed);
        }
    }
    page = page.press("aller", "demandes");
    assert!(!page.html.contains("À corriger"), "{}", page.title());
    fill(&mut page, ASKED);

    // The pieces are there now: what they prove can name them.
    page = page.press("aller", "creance");
    for i in 0..3 {
        page.fill(&format!("/invoices/{i}/exhibit"), "2. Factures F-2026-041, F-2026-058 et F-2026-077");
    }
    page = page.press("aller", "envois");
    page.fill("/notices/1/exhibit", "p4");
    page = page.press("aller", "pieces");

    let file = page.answer("faire", "exporter");
    assert_eq!(file.header("content-disposition"), Some("attachment; filename=\"dossier_2026-0412.json\""));
    let expected: Value = serde_json::from_slice(&example(FIRST)).unwrap();
    assert_eq!(file.json(), expected);
    for path in ["/v1/check", "/v1/statement"] {
        assert_eq!(post_json(path, &file.body).json(), post_json(path, &example(FIRST)).json(), "{path}");
    }
    // The step after the last one of the form is another page's: the browser takes the form there.
    let fields = page.sent("aller", "verification");
    let moved = page.post("/dossier/demandes", &fields);
    assert_eq!((moved.status, moved.header("location")), (307, Some("/dossier/verification")));
}

/// Every example comes back from the form as it went in, whatever step is looked at.
#[test]
fn a_claim_taken_up_is_not_changed_by_looking_at_it() {
    let names =
        ["01_b2b_three_invoices", "02_consumer_craftsman", "03_residential_rent", "04_order_to_serve"];
    for name in names.into_iter().chain(["05_title_to_execute", "06_blocked"]) {
        let page = Browser::open(*SERVICE, "/dossier");
        let mut page = page.press("faire", &format!("exemple:{name}"));
        let claim: Value = serde_json::from_slice(&example(name)).unwrap();
        assert_eq!(draft(&page), claim, "{name}");
        for step in ["parties", "creance", "paiements", "envois", "pieces", "demandes", "parties"] {
            page = page.press("aller", step);
            assert_eq!(page.status, 200, "{name} {step}");
            assert!(!page.html.contains("id=\"erreurs\""), "{name} {step}");
        }
        page = page.enter();
        assert_eq!(draft(&page), claim, "{name}");
        every_value_is_shown(name, &claim);
    }
}

/// No value of a claim is hidden from the one who edits it.
fn every_value_is_shown(name: &str, claim: &Value) {
    fn leaves(value: &Value, at: &str, out: &mut Vec<String>) {
        match value {
            Value::Object(map) => map.iter().for_each(|(k, v)| leaves(v, &format!("{at}/{k}"), out)),
            // Texts listed are one field.
            Value::Array(items) if items.iter().all(Value::is_string) => out.push(at.to_owned()),
            Value::Array(items) => {
                items.iter().enumerate().for_each(|(i, v)| leaves(v, &format!("{at}/{i}"), out));
            }
            _ => out.push(at.to_owned()),
        }
    }
    let mut all = Vec::new();
    leaves(claim, "", &mut all);
    let start = Browser::open(*SERVICE, "/dossier").press("faire", &format!("exemple:{name}"));
    let mut html = String::new();
    for step in ["parties", "creance", "paiements", "envois", "pieces", "demandes"] {
        html.push_str(&start.press("aller", step).html);
    }
    for pointer in all {
        let place = format!("data-field=\"{pointer}\"");
        let shown = html.split(&place).nth(1).unwrap_or_else(|| panic!("{name}: no field for {pointer}"));
        let tag = shown.split('>').next().unwrap();
        assert!(!tag.contains("hidden"), "{name}: {pointer} is hidden");
    }
}

#[test]
fn items_are_added_moved_and_taken_out() {
    let page = Browser::open(*SERVICE, "/dossier").press("faire", &format!("exemple:{FIRST}"));
    let page = page.press("aller", "pieces").press("faire", "descendre:/exhibits/0");
    assert_eq!(page.value("/exhibits/1/id"), Some("p1"));
    let tag = page.html.split("id=\"exhibits-1-descendre\"").nth(1).unwrap().split('>').next().unwrap();
    assert!(tag.contains("autofocus"), "one goes on with the piece that was moved: {tag}");
    let page = page.press("faire", "retirer:/exhibits/0");
    assert_eq!(page.value("/exhibits/0/id"), Some("p1"));
    assert_eq!(draft(&page)["exhibits"].as_array().unwrap().len(), 4);
    let page = page.press("faire", "ajouter:/exhibits");
    assert_eq!(page.value("/exhibits/4/label"), Some(""));
    let page = page.enter();
    assert!(!page.has("/exhibits/4/label"), "a blank one is not kept");
}

#[test]
fn a_long_list_is_shown_by_parts_and_none_is_lost() {
    let mut page = Browser::open(*SERVICE, "/dossier/creance");
    let mut rows = String::from("numéro\tdate\tttc\tobjet\n");
    for i in 1..=120 {
        writeln!(rows, "F-{i}\t01/02/2026\t{i},50\tobjet {i}").unwrap();
    }
    page.fill("coller:/invoices", &rows);
    let page = page.press("faire", "coller:/invoices");
    assert!(page.has("/invoices/49/number") && !page.has("/invoices/50/number"));
    let mut page = page.press("faire", "voir:/invoices/50");
    assert!(page.has("/invoices/50/number") && !page.has("/invoices/49/number"));
    page.fill("/invoices/60/label", "corrigé");
    let page = page.enter();
    assert!(page.has("/invoices/60/number"), "the same part is shown again");
    let all = draft(&page)["invoices"].as_array().unwrap().clone();
    assert_eq!(
        (all.len(), &all[60]["label"], &all[119]["number"]),
        (120, &json!("corrigé"), &json!("F-120"))
    );
}
