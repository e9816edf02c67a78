//! The calculators: the same answers as the API, at an address that gives them again, and on paper.

use creance::domain::{Day, Money, french};
use serde_json::Value;

use super::page::{Page, page};
use crate::http::{get, post_json};
use crate::pdf::PdfText;
use crate::pdf::structure::faults;

/// What the forms ask, as their own file says it.
fn calculators() -> Vec<toml::Value> {
    let text = include_str!("../../../templates/pages/outils.toml");
    toml::from_str::<toml::Table>(text).unwrap()["calculation"].as_array().unwrap().clone()
}

fn text<'a>(v: &'a toml::Value, key: &str) -> &'a str {
    v.get(key).and_then(toml::Value::as_str).unwrap_or_default()
}

fn fields(calculator: &toml::Value) -> Vec<toml::Value> {
    calculator["field"].as_array().unwrap().clone()
}

/// What a person types for a value of the API.
fn typed(value: &Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    match text.parse::<Day>() {
        Ok(day) => french::short_date(day),
        Err(_) => text,
    }
}

fn query(pairs: &[(String, String)]) -> String {
    let escape = |t: &str| -> String {
        t.bytes()
            .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
            .collect()
    };
    pairs.iter().map(|(n, v)| format!("{n}={}", escape(v))).collect::<Vec<_>>().join("&")
}

fn pair(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

fn vectors() -> Vec<Value> {
    let file: toml::Table = toml::from_str(include_str!("../../cases/deadline-vectors.toml")).unwrap();
    file["vector"].as_array().unwrap().iter().map(|v| serde_json::to_value(v).unwrap()).collect()
}

#[test]
fn every_vector_of_deadlines_has_the_same_answer_on_its_page() {
    let calculators = calculators();
    let mut shown = 0;
    for v in vectors() {
        let Some(c) = calculators.iter().find(|c| text(c, "kind") == v["kind"]) else { continue };
        let mut pairs = vec![pair("calcul", text(c, "id"))];
        for f in fields(c) {
            if let Some(value) = v["input"].pointer(text(&f, "pointer")) {
                pairs.push(pair(text(&f, "name"), &typed(value)));
            }
        }
        let page = page(&format!("/outils/delais?{}", query(&pairs)));
        let result = page.result();
        for (key, expected) in v["expected"].as_object().unwrap() {
            let figures = c.get("figure").and_then(toml::Value::as_array).unwrap();
            let Some(figure) = figures.iter().find(|f| text(f, "key") == key) else { continue };
            let words = match expected.as_str() {
                Some(day) => french::date_with_weekday(day.parse().unwrap()),
                None => expected.to_string(),
            };
            let line = format!("{}\u{a0}: {words}", french::typeset(text(figure, "label")));
            assert!(result.says(&line), "{}: {line}\n{}", v["id"], result.text());
            shown += 1;
        }
    }
    assert!(shown > 130, "{shown}");
}

#[test]
fn a_limitation_without_acts_is_that_of_the_vectors() {
    let mut seen = 0;
    for v in vectors().iter().filter(|v| v["kind"] == "prescription") {
        let (input, expected) = (&v["input"], &v["expected"]);
        let debtor = if input["years"] == 2 { "consumer" } else { "professional" };
        let start =
            if input["due_on"].is_null() { &input["starts_at_zero_hour_on"] } else { &input["due_on"] };
        let mut pairs =
            vec![pair("nature", "services"), pair("debiteur", debtor), pair("depart", &typed(start))];
        if input["due_on"].is_null() {
            pairs.push(pair("zero_heure", "oui"));
        }
        let result = page(&format!("/outils/prescription?{}", query(&pairs))).result();
        let day = |key: &str| expected[key].as_str().unwrap().parse::<Day>().unwrap();
        let last = french::date_with_weekday(day("last_day"));
        assert!(result.says(&format!("au plus tard le {last}.")), "{}: {}", v["id"], result.text());
        assert!(result.says(&french::date(day("time_barred_from"))), "{}", v["id"]);
        seen += 1;
    }
    assert_eq!(seen, 5);
}

#[test]
fn acts_interrupt_or_suspend_and_a_reminder_does_nothing() {
    let ask = |acts: &[(&str, &str, &str)]| {
        let mut pairs =
            vec![pair("nature", "services"), pair("depart", "31/03/2021"), pair("examen", "22/11/2026")];
        for (kind, on, until) in acts {
            pairs.extend([pair("acte", kind), pair("acte_le", on), pair("acte_fin", until)]);
        }
        page(&format!("/outils/prescription?{}", query(&pairs))).result()
    };
    assert!(ask(&[]).says("Au 22 novembre 2026, il est trop tard."));
    assert!(ask(&[("reminder", "02/05/2024", "")]).says("il est trop tard"));
    let paid =
        ask(&[("reminder", "02/05/2024", ""), ("", "", ""), ("partial_payment", "1er avril 2023", "")]);
    assert!(paid.says("au plus tard le samedi 1er avril 2028"), "{}", paid.text());
    let talks = ask(&[("mediation", "01/01/2026", "01/03/2026")]);
    assert!(talks.says("Suspend"), "{}", talks.text());
    let title = page("/outils/prescription?nature=title&depart=22/11/2020").result();
    assert!(title.says("au plus tard le vendredi 22 novembre 2030"), "{}", title.text());
}

#[test]
fn interest_is_that_of_the_published_cases() {
    let file: toml::Table = toml::from_str(include_str!("../../cases/interest/published.toml")).unwrap();
    let mut seen = 0;
    for case in file["case"].as_array().unwrap() {
        let request = serde_json::to_value(&case["request"]).unwrap();
        let answer = post_json("/v1/interest", &serde_json::to_vec(&request).unwrap());
        assert_eq!(answer.status, 200);
        let (path, api) = (interest_path(&request), answer.json());
        let result = page(&path).result();
        let money = |v: &Value| french::figure(v.as_str().unwrap().parse::<Money>().unwrap());
        assert!(
            result.says(&format!("Intérêts\u{a0}: {}", money(&api["interest"]))),
            "{path}: {}",
            result.text()
        );
        assert!(
            result.says(&format!("Principal restant dû\u{a0}: {}", money(&api["principal_due"]))),
            "{path}"
        );
        for s in api["segments"].as_array().unwrap() {
            let day = |key: &str| french::short_date(s[key].as_str().unwrap().parse().unwrap());
            let rate = french::rate(s["rate"].as_str().unwrap().parse().unwrap());
            let days = french::integer(s["days"].as_u64().unwrap().try_into().unwrap());
            let line = format!(
                "{} {} {days} {} {rate} {}",
                day("from"),
                day("to"),
                money(&s["base"]),
                money(&s["interest"])
            );
            assert!(result.says(&line), "{path}: {line}\n{}", result.text());
        }
        for p in api["allocations"].as_array().unwrap() {
            let line =
                format!("{} {} {}", money(&p["amount"]), money(&p["to_interest"]), money(&p["to_principal"]));
            assert!(result.says(&line), "{path}: {line}");
        }
        seen += 1;
    }
    assert!(seen > 5, "{seen}");
}

/// The address that asks on the page what a request asks the API.
fn interest_path(request: &Value) -> String {
    let c = calculators().into_iter().find(|c| text(c, "id") == "interets").unwrap();
    let mut pairs = Vec::new();
    for f in fields(&c).iter().filter(|f| !text(f, "name").starts_with("taux")) {
        if let Some(value) = request.pointer(text(f, "pointer")) {
            pairs.push(pair(text(f, "name"), &typed(value)));
        }
    }
    let rate = request["rate"].as_str().unwrap();
    if rate.parse::<creance::domain::Rate>().is_ok() {
        pairs.extend([pair("taux", "fixe"), pair("taux_fixe", &rate.replace('.', ","))]);
    } else {
        pairs.push(pair("taux", rate));
    }
    for p in request["payments"].as_array().into_iter().flatten() {
        pairs.extend([
            pair("paiement_le", &typed(&p["received_on"])),
            pair("paiement_montant", &typed(&p["amount"])),
        ]);
    }
    format!("/outils/interets?{}", query(&pairs))
}

#[test]
fn the_court_is_that_of_the_api() {
    for (words, form) in [
        (
            "postal_code=69003&city=Lyon&nature=services&amount=1234.56&debtor=merchant&on=2026-11-22",
            "code_postal=69003&commune=Lyon&nature=services&montant=1+234,56+%E2%82%AC&debiteur=merchant&depot=22/11/2026",
        ),
        (
            "postal_code=67000&city=Strasbourg&nature=sale_of_goods&amount=50000&debtor=merchant&on=2026-11-22",
            "code_postal=67000&commune=Strasbourg&nature=sale_of_goods&montant=50000&debiteur=merchant&depot=2026-11-22",
        ),
        (
            "postal_code=93200&city=Saint-Denis&nature=residential_lease&amount=900&debtor=consumer&creditor=consumer&on=2026-11-22",
            "code_postal=93200&commune=Saint-Denis&nature=residential_lease&montant=900&debiteur=consumer&creancier=consumer&depot=22.11.26",
        ),
    ] {
        let api = get(&format!("/v1/courts?{words}")).json();
        let result = page(&format!("/outils/juridiction?{form}")).result();
        let said = |v: &Value| result.says(&french::typeset(v.as_str().unwrap()));
        assert!(said(&api["name"]) && said(&api["judge"]), "{form}: {}", result.text());
        assert!(api["reasons"].as_array().unwrap().iter().all(said), "{form}: {}", result.text());
        for other in api["alternatives"].as_array().unwrap() {
            assert!(said(&other["name"]), "{form}: {other}");
        }
    }
}

#[test]
fn a_place_that_may_be_several_is_chosen_by_a_link() {
    let asked = page("/outils/juridiction?code_postal=75008&commune=Paris+9e&montant=10");
    assert!(!asked.html.contains("class=\"result"), "{}", asked.text());
    let link = asked.all("href").into_iter().find(|l| l.contains("insee=75109")).unwrap();
    let chosen = page(&link).result();
    assert!(chosen.says("Paris 9e Arrondissement (INSEE 75109)"), "{}", chosen.text());
    let by_code = page("/outils/juridiction?code_postal=54000&commune=&montant=10");
    assert!(by_code.between("id=\"commune-erreur\"", "</p>").says("Choisissez l’une des communes proposées"));
    let link = by_code.all("href").into_iter().find(|l| l.contains("insee=54395")).unwrap();
    assert!(link.contains("commune=Nancy"), "{link}");
    assert!(page(&link).result().says("Nancy (INSEE 54395)"));
}

/// One answered question a calculator.
const ASKED: [(&str, &str); 13] = [
    (
        "interets",
        "/outils/interets?principal=12+000&apres=31/05/2022&jusquau=15/08/2026&paiement_le=1/7/2026&paiement_montant=1000",
    ),
    (
        "interets_fixe",
        "/outils/interets?principal=1+234,56&taux=fixe&taux_fixe=12,15&apres=31/05/2024&jusquau=15/08/2026&capitalisation=1/6/2024",
    ),
    (
        "opposition",
        "/outils/delais?calcul=opposition&depart=05/10/2026&tribunal=metropole&debiteur=guadeloupe",
    ),
    ("signification", "/outils/delais?calcul=signification&ordonnance=1er+septembre+2026&lieu=metropole"),
    (
        "execution",
        "/outils/delais?calcul=execution&ordonnance=02/09/2026&signifiee=15/09/2026&tribunal=metropole",
    ),
    (
        "mise-en-demeure",
        "/outils/delais?calcul=mise-en-demeure&issue=unclaimed&date=20/11/2026&jours=8&lieu=metropole",
    ),
    ("paiement", "/outils/delais?calcul=paiement&depart=15/01/2026&clause=unknown&jours=45"),
    (
        "procedure",
        "/outils/delais?calcul=procedure&depart=31/01/2026&mois=1&jours=5&lieu=metropole&distance=1",
    ),
    ("jours", "/outils/delais?calcul=jours&depart=23/12/2026&jours=5&unite=franc&lieu=la_reunion"),
    ("petites-creances", "/outils/delais?calcul=petites-creances&envoi=31/10/2026&lieu=metropole"),
    ("recommandee-electronique", "/outils/delais?calcul=recommandee-electronique&information=10/11/2026"),
    (
        "juridiction",
        "/outils/juridiction?code_postal=54000&commune=Nancy&nature=sale_of_goods&montant=5000&debiteur=merchant&creancier=non_merchant",
    ),
    (
        "prescription",
        "/outils/prescription?nature=coownership_charges&depart=31/03/2016&acte=promise_to_pay&acte_le=1/4/2020&acte_fin=",
    ),
];

#[test]
fn the_address_of_an_answer_gives_it_again() {
    for (name, path) in ASKED {
        let first = page(path).result();
        let link = |p: &Page, end: &str| p.all("href").into_iter().find(|l| l.ends_with(end)).unwrap();
        let pdf = link(&first, "&format=pdf");
        let address = pdf.strip_suffix("&format=pdf").unwrap();
        assert!(first.all("href").iter().any(|l| l == address), "{name}");
        assert_eq!(page(address).result().html, first.html, "{name}");
        assert!(!address.contains("%E2%80%AF"), "{name}: {address}");
    }
}

/// The answers on paper.
pub fn papers() -> impl Iterator<Item = (String, Vec<u8>)> {
    ASKED.iter().map(|(name, path)| {
        let answer = get(&format!("{path}&format=pdf"));
        assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/pdf")), "{name}");
        ((*name).to_owned(), answer.body)
    })
}

#[test]
fn the_paper_says_what_the_page_says() {
    for ((name, path), (_, bytes)) in ASKED.iter().zip(papers()) {
        assert_eq!(faults(&bytes), Vec::<String>::new(), "{name}");
        let paper = PdfText::read(&bytes);
        assert_eq!(paper.stray, Vec::<String>::new(), "{name}");
        let result = page(path).result();
        let answer = result.between("<p class=\"lead\"><strong>", "</strong>").text();
        assert!(paper.says(&answer), "{name}: {answer}\n{}", paper.plain());
        for law in result.between("<h3>Textes</h3>", "</ul>").html.split("</a>").filter(|l| l.contains("<a "))
        {
            let law = law.rsplit('>').next().unwrap();
            assert!(paper.says(law), "{name}: {law}");
        }
        assert!(paper.says("Pour refaire ce calcul") || paper.says("POUR REFAIRE CE CALCUL"), "{name}");
    }
    let unanswered = get("/outils/interets?principal=abc&format=pdf");
    assert_eq!(unanswered.header("content-type"), Some("text/html; charset=utf-8"));
}

#[test]
fn a_fault_is_told_beside_its_field_and_nothing_typed_is_lost() {
    let asked = page("/outils/interets?principal=mille&apres=31/02/2026&jusquau=&taux=legal_autres");
    for (id, told, kept) in [
        ("principal", "Écrivez un montant, par exemple 1 234,56.", "mille"),
        ("apres", "Écrivez une date, par exemple 31/03/2026.", "31/02/2026"),
        ("jusquau", "Écrivez une date, par exemple 31/03/2026.", ""),
    ] {
        let beside = asked.between(&format!("id=\"{id}-erreur\""), "</p>");
        assert!(beside.html.contains(">") && beside.text().ends_with(told), "{id}: {}", beside.text());
        let field = asked.between(&format!("id=\"{id}\""), ">");
        assert!(
            field.html.contains(&format!("value=\"{}\"", kept.replace('/', "&#x2F;")))
                || field.html.contains(&format!("value=\"{kept}\"")),
            "{}",
            field.html
        );
        assert!(field.html.contains("aria-invalid=\"true\""), "{}", field.html);
        assert!(asked.html.contains(&format!("href=\"#{id}\"")), "{id}");
    }
    for (path, id, told) in [
        (
            "/outils/interets?principal=1&apres=31/05/2026&jusquau=15/08/2025",
            "jusquau",
            "avant le point de départ",
        ),
        (
            "/outils/interets?principal=1&apres=31/05/2026&jusquau=15/08/2026&taux=fixe",
            "taux_fixe",
            "Écrivez le taux",
        ),
        (
            "/outils/interets?principal=1&apres=31/05/2026&jusquau=15/08/2026&taux_fixe=3",
            "taux_fixe",
            "effacez ce taux",
        ),
        (
            "/outils/interets?principal=1&apres=31/05/2026&paiement_le=1/6/2026&paiement_montant=",
            "paiement_montant-1",
            "Écrivez un montant",
        ),
        ("/outils/delais?calcul=procedure&depart=1/1/2026", "ans", "au moins un jour"),
        (
            "/outils/delais?calcul=mise-en-demeure&date=1/1/2026&issue=addressee_unknown",
            "issue",
            "corrigez l’adresse",
        ),
        ("/outils/delais?calcul=paiement&depart=1/1/2026", "jours", "nombre entier"),
        ("/outils/prescription?nature=x&depart=1/1/2026", "nature", "dans la liste"),
        ("/outils/juridiction?code_postal=99999&commune=Nulle-Part&montant=1", "commune", "introuvable"),
    ] {
        let asked = page(path);
        let beside = asked.between(&format!("id=\"{id}-erreur\""), "</p>");
        assert!(beside.says(told), "{path}: {}", asked.text());
    }
    let unpublished = page("/outils/interets?principal=1&apres=31/05/2026&jusquau=15/08/2032");
    assert!(unpublished.says("le service refuse d’extrapoler"), "{}", unpublished.text());
}

#[test]
fn hostile_text_is_text() {
    let hostile = "\"><script>alert(1)</script>{{ 7919*7907 }}'\u{202e}";
    for c in calculators() {
        let own = fields(&c);
        let rows = c.get("group").map(|g| g["field"].as_array().unwrap().clone()).unwrap_or_default();
        let mut pairs: Vec<_> = own.iter().chain(&rows).map(|f| pair(text(f, "name"), hostile)).collect();
        pairs.push(pair("calcul", text(&c, "id")));
        let asked = page(&format!("/outils/{}?{}", text(&c, "page"), query(&pairs)));
        assert_eq!(asked.status, 200);
        assert!(
            !asked.html.contains("alert(1)</script>") && !asked.html.contains("62615533"),
            "{}",
            asked.html
        );
    }
    for path in
        ["/outils/delais?calcul=%3Cscript%3E", "/outils/interets?principal=%FF%FE", "/outils/interets?&&==&a"]
    {
        assert_eq!(page(path).status, 200, "{path}");
    }
    assert_eq!(page("/outils/rien").status, 404);
    // On paper too: a command is a name, and what no font draws is refused by name.
    let paper = |city: &str| {
        let typed = [
            pair("commune", city),
            pair("insee", "54395"),
            pair("code_postal", "54000"),
            pair("montant", "1"),
        ];
        get(&format!("/outils/juridiction?{}&format=pdf", query(&typed)))
    };
    let command = paper("#let x = 1; #panic()");
    assert!(PdfText::read(&command.body).says("#let x = 1; #panic()"));
    assert_eq!(paper("Nancy \u{1f600}").codes(422), ["text.unprintable"]);
}

#[test]
fn the_list_leads_to_every_calculator() {
    let index = page("/outils");
    let mut reached = 0;
    for c in calculators() {
        let at = format!("/outils/{}", text(&c, "page"));
        assert!(index.all("href").contains(&at), "{at}");
        let own = page(&at);
        let form =
            match own.all("href").into_iter().find(|l| l.ends_with(&format!("calcul={}", text(&c, "id")))) {
                Some(link) => page(&link),
                None => own,
            };
        assert!(form.says(&french::typeset(text(&c, "title"))), "{at}");
        assert!(fields(&c).iter().all(|f| form.all("name").contains(&text(f, "name").to_owned())), "{at}");
        reached += 1;
    }
    assert_eq!(reached, 12);
}
