//! Every mandatory mention is in the final text of every document, and nothing that is forbidden: the words are read back
//! from the PDF, the e-mail and the text message, and compared with `legal-rules/documents/mentions.toml`.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;

use creance::app::{self, App, AppError, Format};
use creance::claim::{self, Claim, Limits};
use creance::documents::build::{self, BuildContext};
use creance::documents::mandatory::{Situation, folded};
use creance::documents::{samples, sheet};
use creance::domain::{Day, Document};
use creance::dossier::{Dossier, Law, judge};
use creance::render::{Engine, InProcess, Job, Renderer, TemplateFiles};
use creance::rules::RuleFiles;
use creance::rules::mention::{Field, Form, Wanted};
use serde_json::{Value, json};

use crate::pdf::PdfText;

static LAW: LazyLock<Law> =
    LazyLock::new(|| Law::load(RuleFiles::embedded()).unwrap_or_else(|e| panic!("{e}")));

static APP: LazyLock<App> = LazyLock::new(|| App::load(None, None, Limits::default(), today).unwrap());

fn today() -> Day {
    "2026-11-22".parse().unwrap()
}

/// Body, heads and feet, as a reader sees them.
fn read(pdf: &[u8]) -> String {
    PdfText::read(pdf).folded()
}

/// A document as it leaves: where it comes from, what it must say, what it says.
struct Read {
    label: String,
    situation: Situation,
    text: String,
}

static RENDERER: LazyLock<InProcess> =
    LazyLock::new(|| InProcess::new(Engine::new(&TemplateFiles::embedded()).unwrap()));

static SAMPLES: LazyLock<Vec<Read>> = LazyLock::new(|| {
    let all = samples::all(&LAW.rules).unwrap();
    all.into_iter()
        .map(|s| {
            let label = format!("{} {}", s.document, s.name);
            let data = serde_json::to_vec(&s.json).unwrap();
            let pdf = RENDERER.render(&Job::new(&sheet(s.document).template(), data, today()));
            let text = read(&pdf.unwrap_or_else(|e| panic!("{label}: {e}")).bytes);
            Read { label, situation: s.situation, text }
        })
        .collect()
});

fn faults(reads: &[Read], form: Form) -> Vec<String> {
    let mut out = Vec::new();
    for r in reads {
        for f in r.situation.absent(&r.text, form, &LAW.rules) {
            out.push(format!("{}: « {} » is absent ({})", r.label, f.what, f.words));
        }
        for f in r.situation.forbidden(&r.text, form, &LAW.rules) {
            out.push(format!("{}: « {} » is forbidden ({})", r.label, f.words, f.what));
        }
    }
    out
}

#[test]
fn every_sample_holds_its_mentions_and_no_forbidden_word() {
    let found = faults(&SAMPLES, Form::Paper);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn each_document_has_a_plain_a_longest_and_an_emptiest_sample() {
    for document in Document::ALL {
        for name in ["plain", "longest", "emptiest"] {
            let label = format!("{document} {name}");
            assert!(SAMPLES.iter().any(|r| r.label == label), "{label}");
        }
    }
}

/// The proof that the test above can fail: each mention, taken out of each sample, is missed there.
#[test]
fn a_mention_that_is_taken_out_is_missed() {
    let mut tried = 0;
    for r in SAMPLES.iter() {
        let text = folded(&r.text);
        for (fault, words) in r.situation.required(Form::Paper, &LAW.rules) {
            for word in words.iter().flatten() {
                let without = text.replace(&folded(word), "\u{1}");
                let absent = r.situation.absent(&without, Form::Paper, &LAW.rules);
                assert!(absent.iter().any(|f| f.what == fault.what), "{}: {} ({word})", r.label, fault.what);
                tried += 1;
            }
        }
    }
    assert!(tried > 1_000, "{tried}");
}

/// And each forbidden word, put into each sample it is forbidden in, is found there.
#[test]
fn a_forbidden_word_that_is_put_in_is_found() {
    let mut tried = BTreeSet::new();
    for r in SAMPLES.iter() {
        for line in &LAW.rules.mentions().forbidden {
            for word in &line.words {
                let found = r.situation.forbidden(&format!("{} {word} ", r.text), Form::Paper, &LAW.rules);
                if found.iter().any(|f| f.what == line.scope.what && f.words == *word) {
                    tried.insert((line.scope.what.as_str(), word.as_str()));
                }
            }
        }
    }
    let paper = LAW.rules.mentions().forbidden.iter().filter(|f| f.scope.forms.contains(&Form::Paper));
    let all: BTreeSet<(&str, &str)> =
        paper.flat_map(|f| f.words.iter().map(|w| (f.scope.what.as_str(), w.as_str()))).collect();
    let never: Vec<_> = all.difference(&tried).collect();
    assert!(never.is_empty(), "no sample could tell: {never:?}");
}

/// No line of the table is there for nothing: each applies to a sample.
#[test]
fn every_line_of_the_table_is_proved_by_a_sample() {
    let proved: BTreeSet<String> = SAMPLES
        .iter()
        .flat_map(|r| r.situation.required(Form::Paper, &LAW.rules))
        .filter(|(_, words)| words.as_ref().is_some_and(|w| !w.is_empty()))
        .map(|(f, _)| f.what)
        .collect();
    let paper = LAW.rules.mentions().required.iter().filter(|r| r.scope.forms.contains(&Form::Paper));
    let never: Vec<&str> = paper.map(|r| r.scope.what.as_str()).filter(|w| !proved.contains(*w)).collect();
    assert!(never.is_empty(), "{never:?}");
}

const EXAMPLES: [&str; 5] = [
    "01_b2b_three_invoices",
    "02_consumer_craftsman",
    "03_residential_rent",
    "04_order_to_serve",
    "05_title_to_execute",
];

fn example(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("examples/claims/{name}.json"));
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn dossier(json: &Value) -> Dossier {
    let file = claim::read(&serde_json::to_vec(json).unwrap(), &Limits::default()).unwrap();
    let day = file.as_of.unwrap().day();
    judge(Claim::normalise(file, day, &LAW.rules).unwrap(), None, &LAW).unwrap()
}

/// What a document of a claim must say, to this debtor when each has his own.
fn expected(document: Document, json: &Value, debtor: usize) -> Situation {
    let d = dossier(json);
    let admitted = d.admit_document(document).unwrap();
    let letter = document == Document::MiseEnDemeure
        || document == Document::PetitesCreances
        || document.name().starts_with("relance");
    build::situation(
        document,
        letter.then_some(debtor),
        admitted,
        &BuildContext { law: &LAW, pages: None, statement_attached: false },
    )
}

/// The PDF of an answer; letters to several debtors, which an answer binds together, one by one.
fn papers(document: Document, json: &Value, answer: Vec<u8>) -> Vec<Vec<u8>> {
    let d = dossier(json);
    let ctx = BuildContext { law: &LAW, pages: None, statement_attached: false };
    let drafts = build::data(document, d.admit_document(document).unwrap(), &ctx).unwrap();
    if drafts.len() == 1 {
        return vec![answer];
    }
    drafts
        .into_iter()
        .map(|x| RENDERER.render(&Job::new(&x.template, x.data, today())).unwrap().bytes)
        .collect()
}

fn made(document: Document, json: &Value, format: Format) -> Result<Vec<u8>, AppError> {
    let bytes = serde_json::to_vec(json).unwrap();
    APP.document(document, &bytes, app::Wanted::form(format), None).map(|m| m.bytes)
}

fn representative(kind: &str) -> Value {
    json!({
        "kind": kind, "name": "Recouvrement du Centre", "bar": "Clermont-Ferrand", "mandate_date": "2026-10-01",
        "insurance": "Assureur Responsabilité, contrat 1234",
        "address": { "lines": ["9 boulevard Desaix"], "postal_code": "63000", "city": "Clermont-Ferrand" }
    })
}

/// The example claims, and what changes who speaks and to whom.
fn claims() -> Vec<(String, Value)> {
    let mut out: Vec<(String, Value)> = EXAMPLES.iter().map(|n| ((*n).to_owned(), example(n))).collect();
    for kind in ["collection_agent", "employee", "avocat"] {
        let mut json = example(EXAMPLES[0]);
        json["representative"] = representative(kind);
        out.push((format!("01 {kind}"), json));
    }
    let mut agreed = example(EXAMPLES[1]);
    agreed["events"] = json!([{ "kind": "dispute", "on": "2026-09-20", "label": "infiltration au faîtage" }]);
    out.push(("02 disputed".into(), agreed));
    let mut early = example(EXAMPLES[0]);
    early["as_of"] = "2026-03-01".into();
    early["payments"] = json!([]);
    early["notices"] = json!([]);
    early["invoices"] = json!([early["invoices"][0].clone()]);
    out.push(("01 early".into(), early));
    let mut paid = example(EXAMPLES[1]);
    paid["payments"] = json!([{ "received_on": "2026-04-20", "amount": "4260.00", "label": "Virement" }]);
    out.push(("02 paid".into(), paid));
    out
}

#[test]
fn every_document_of_the_example_claims_holds_its_mentions() {
    let (mut reads, mut refused) = (Vec::new(), BTreeSet::new());
    for (name, json) in claims() {
        for document in Document::ALL {
            match made(*document, &json, Format::Pdf) {
                Ok(made) => {
                    reads.extend(papers(*document, &json, made).iter().enumerate().map(|(debtor, pdf)| {
                        Read {
                            label: format!("{document} of {name}"),
                            situation: expected(*document, &json, debtor),
                            text: read(pdf),
                        }
                    }))
                }
                Err(e) => {
                    let problem = serde_json::to_value(e.problem()).unwrap();
                    let text = problem.to_string();
                    assert!(!text.contains("mention obligatoire ("), "{document} of {name}: {text}");
                    refused.insert((*document, name.clone()));
                }
            }
        }
    }
    let found = faults(&reads, Form::Paper);
    assert!(found.is_empty(), "{}", found.join("\n"));
    for document in Document::ALL {
        let label = format!("{document} of ");
        assert!(reads.iter().any(|r| r.label.starts_with(&label)), "{document} is never made");
    }
    // What the sender may not send (A.1, CPCEx R. 124-4) is refused, and the rest is not.
    let is_refused = |d: Document, name: &str| refused.contains(&(d, name.to_owned()));
    assert!(is_refused(Document::Relance3, "01 collection_agent"));
    assert!(!is_refused(Document::MiseEnDemeure, "01 collection_agent"));
    assert!(is_refused(Document::MiseEnDemeure, "01 avocat") && is_refused(Document::Relance3, "01 avocat"));
    assert!(!is_refused(Document::RequeteInjonctionDePayer, "01 avocat"));
    assert!(!is_refused(Document::MiseEnDemeure, "01 employee"));
}

#[test]
fn every_message_of_the_example_claims_holds_its_mentions() {
    let mut found = Vec::new();
    let mut count = 0;
    for (name, json) in claims() {
        let mut json = json;
        json["creditor"]["email"] = "compta@creancier.example".into();
        json["creditor"]["phone"] = "0473000000".into();
        for debtor in json["debtors"].as_array_mut().unwrap() {
            debtor["email"] = "direction@debiteur.example".into();
        }
        for document in Document::ALL.iter().filter(|d| d.name().starts_with("relance")) {
            for (format, form) in [
                (Format::Txt, Form::Message),
                (Format::Html, Form::Message),
                (Format::Sms, Form::Sms),
                (Format::Phone, Form::Phone),
            ] {
                let Ok(bytes) = made(*document, &json, format) else { continue };
                let text = String::from_utf8(bytes).unwrap().replace("&#x27;", "'").replace("&#39;", "'");
                let label = format!("{document} of {name} {format:?}");
                let read = Read { label, situation: expected(*document, &json, 0), text };
                found.extend(faults(&[read], form));
                count += 1;
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    assert!(count > 40, "{count}");
}

/// A name may be any word: it refuses nothing.
#[test]
fn a_debtor_may_bear_a_forbidden_name() {
    let mut json = example(EXAMPLES[0]);
    json["debtors"][0]["name"] = "République française, sommation et saisie".into();
    for document in [Document::MiseEnDemeure, Document::RequeteInjonctionDePayer] {
        made(document, &json, Format::Pdf).unwrap_or_else(|e| panic!("{document}: {:?}", e.problem()));
    }
}

/// A rule set that asks for more than a document says stops it: the mention is named, nothing is printed.
#[test]
fn a_document_without_a_mention_does_not_leave() {
    let path = "documents/mentions.toml";
    let files = RuleFiles::embedded();
    let table = files.text(path).unwrap().to_owned();
    let more = |grade: &str| {
        format!(
            "{table}\n[[required]]\nwhat = \"Une mention nouvelle\"\ndocuments = [\"mise_en_demeure\"]\n\
             words = [\"phrase que nul document ne dit\"]\nlaw = [\"cciv-1344\"]\nrules = []\ngrade = \"{grade}\"\n"
        )
    };
    let d = dossier(&example(EXAMPLES[0]));
    let admitted = d.admit_document(Document::MiseEnDemeure).unwrap();
    for (grade, stops) in [("text", true), ("unverified", false)] {
        let law = Law::load(RuleFiles::embedded().with(path, more(grade))).unwrap_or_else(|e| panic!("{e}"));
        let drafted = build::data(
            Document::MiseEnDemeure,
            admitted,
            &BuildContext { law: &law, pages: None, statement_attached: false },
        );
        match drafted {
            Err(e) => {
                assert!(stops, "{e}");
                assert_eq!(e.code(), "document.mention_missing");
                assert!(e.to_string().contains("Une mention nouvelle"), "{e}");
            }
            Ok(_) => assert!(!stops, "what is verified stops the document"),
        }
    }
}

#[test]
fn a_broken_table_is_refused_with_its_line() {
    let path = "documents/mentions.toml";
    let line = |extra: &str| {
        format!(
            "[group]\n[[required]]\nwhat = \"Essai\"\nrules = []\ngrade = \"text\"\n{extra}\n\
             [[forbidden]]\nwhat = \"Rien\"\ndocuments = [\"quittance\"]\nwords = [\"x\"]\nlaw = []\nrules = []\ngrade = \"policy\"\n"
        )
    };
    for (extra, told) in [
        ("documents = [\"lettre\"]\nwords = [\"x\"]\nlaw = [\"cciv-1344\"]", "document inconnu : lettre"),
        ("documents = [\"quittance\"]\nwords = [\"x\"]\nlaw = [\"cciv-0\"]", "référence inconnue : cciv-0"),
        ("documents = [\"quittance\"]\nwords = [\"x\"]\nlaw = []", "sans article"),
        ("documents = [\"quittance\"]\nlaw = [\"cciv-1344\"]", "il faut une phrase"),
        (
            "documents = [\"quittance\"]\nsentence = \"terms.max_days\"\nlaw = [\"cciv-1344\"]",
            "n'est pas une phrase",
        ),
        ("documents = [\"quittance\"]\nfield = \"couleur\"\nlaw = [\"cciv-1344\"]", "couleur"),
    ] {
        let error = Law::load(RuleFiles::embedded().with(path, line(extra))).err().map(|e| e.to_string());
        let error = error.unwrap_or_else(|| panic!("{extra} was accepted"));
        assert!(error.contains(told) && error.contains(path), "{extra}: {error}");
    }
}

/// What the table may ask, it asks: a field that no line names is a field that nobody checks.
#[test]
fn every_field_is_asked_for() {
    let asked: BTreeSet<Field> = LAW
        .rules
        .mentions()
        .required
        .iter()
        .filter_map(|r| if let Wanted::Field(f) = r.wanted { Some(f) } else { None })
        .collect();
    let never: Vec<&Field> = Field::ALL.iter().filter(|f| !asked.contains(f)).collect();
    assert!(never.is_empty(), "{never:?}");
}
