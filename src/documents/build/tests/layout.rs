//! Where things stand on the page: the window of the envelope, tables of many pages, names and words of any length.
// Millimetres of a page: no money here.
#![allow(clippy::float_arithmetic)]

use std::sync::LazyLock;

use serde_json::{Value, json};
use typst::layout::{Abs, Frame, FrameItem, Point};

use super::{COMPANY, LAW, dossier_of};
use crate::documents::build::{BuildContext, data};
use crate::domain::Document;
use crate::dossier::Dossier;
use crate::render::{Engine, Job, TemplateFiles};

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new(&TemplateFiles::embedded()).unwrap());

/// A run of text: its page from 1, its box in millimetres.
#[derive(Debug, Clone)]
struct Run {
    page: usize,
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
    text: String,
}

struct Paper {
    /// Width and height of each page.
    pages: Vec<(f64, f64)>,
    runs: Vec<Run>,
}

impl Paper {
    fn on(&self, page: usize) -> String {
        self.runs.iter().filter(|r| r.page == page).map(|r| r.text.as_str()).collect::<String>()
    }

    /// Nothing runs into the margins, save the heads and feet that live there, and a comma that hangs by a millimetre.
    fn keeps_to_its_margins(&self, name: &str) {
        for r in &self.runs {
            let (width, height) = self.pages[r.page - 1];
            let inside = r.left > 19.5 && r.right < width - 19.0 && r.top > 9.0 && r.bottom < height - 5.0;
            assert!(inside, "{name}, page {}: {r:?}", r.page);
        }
    }
}

fn gather(frame: &Frame, at: Point, page: usize, out: &mut Vec<Run>) {
    for (offset, item) in frame.items() {
        let here = at + *offset;
        match item {
            FrameItem::Group(g) => {
                gather(&g.frame, here + Point::new(g.transform.tx, g.transform.ty), page, out);
            }
            FrameItem::Text(t) => {
                let mm = |a: Abs| a.to_mm();
                // The space that a line ends with takes no room.
                let hung = if t.text.ends_with(' ') {
                    t.glyphs.last().map(|g| g.x_advance.at(t.size))
                } else {
                    None
                };
                let width = t.width() - hung.unwrap_or_default();
                out.push(Run {
                    page,
                    left: mm(here.x),
                    right: mm(here.x + width),
                    top: mm(here.y - t.size * 0.72),
                    bottom: mm(here.y + t.size * 0.22),
                    text: t.text.to_string(),
                });
            }
            _ => {}
        }
    }
}

fn papers(document: Document, d: &Dossier) -> Vec<Paper> {
    let admitted = d.admit_document(Document::Decompte).unwrap();
    let pages = vec![2; d.claim.exhibits.len()];
    let ctx = BuildContext { law: &LAW, pages: Some(&pages), statement_attached: false };
    let drafts = data(document, admitted, &ctx).unwrap_or_else(|e| panic!("{document}: {e}"));
    let lay_out = |draft: &crate::documents::build::Drafted| {
        let laid = ENGINE.lay_out(&Job::new(&draft.template, draft.data.clone(), d.claim.as_of));
        let mut runs = Vec::new();
        for (n, page) in laid.pages().iter().enumerate() {
            gather(&page.frame, Point::zero(), n + 1, &mut runs);
        }
        let size = |p: &typst_layout::Page| (p.frame.width().to_mm(), p.frame.height().to_mm());
        Paper { pages: laid.pages().iter().map(size).collect(), runs }
    };
    drafts.iter().map(lay_out).collect()
}

fn paper(document: Document, d: &Dossier) -> Paper {
    papers(document, d).remove(0)
}

/// R-LAYOUT: what the window shows, whatever the play of the sheet in a DL envelope, and nothing else beside it.
#[test]
fn the_addressee_stands_alone_in_the_window() {
    let short = |_: &mut Value| {};
    let long = |json: &mut Value| {
        json["debtors"][0]["name"] = "Exploitation des établissements Vandenbrœck-Lefèvre et fils".into();
        let address = &mut json["debtors"][0]["address"];
        address["lines"] = json!(["Zone industrielle des Prés", "112 avenue de la Gare", "BP 90412"]);
        address["country"] = "BE".into();
        address["postal_code"] = "1000".into();
        address["city"] = "Bruxelles".into();
    };
    for (change, lines) in [(&short as &dyn Fn(&mut Value), 3), (&long, 7)] {
        let d = dossier_of(COMPANY, |json| change(json));
        for document in [Document::MiseEnDemeure, Document::Relance1, Document::Relance3] {
            let paper = paper(document, &d);
            let first: Vec<&Run> = paper.runs.iter().filter(|r| r.page == 1).collect();
            let near = |r: &&&Run| r.right > 90.0 && r.left < 200.0 && r.bottom > 34.0 && r.top < 90.0;
            let seen: Vec<_> = first.iter().filter(near).collect();
            for r in &seen {
                let within = r.left >= 110.0 && r.right <= 190.0 && r.top >= 55.0 && r.bottom <= 79.0;
                assert!(within, "{document}: {r:?}");
            }
            let mut tops: Vec<i64> = seen.iter().map(|r| (r.bottom * 10.0) as i64).collect();
            tops.dedup();
            assert_eq!(tops.len(), lines, "{document}: {seen:?}");
            let sender = first.iter().find(|r| r.text.starts_with("Menuiserie")).unwrap();
            assert!(sender.left >= 20.0 && sender.top >= 14.5 && sender.right <= 88.0, "{sender:?}");
            let subject = first.iter().find(|r| r.text.starts_with("Objet")).unwrap();
            assert!(subject.top >= 115.0, "{subject:?}");
            let date = first.iter().find(|r| r.text.contains(", le")).unwrap();
            assert!(date.left >= 110.0 && date.top >= 91.0 && date.bottom <= 98.0, "{date:?}");
        }
    }
}

/// The demand, the account and the delay are read at once; pages are numbered as soon as there are two.
#[test]
fn a_formal_notice_says_on_its_first_page_what_to_pay_and_how() {
    let paper = paper(Document::MiseEnDemeure, &dossier_of(COMPANY, |_| {}));
    let first = paper.on(1).replace(['\u{a0}', '\u{202f}'], " ");
    for what in ["en demeure de nous régler", "9 597,61", "8 jours", "IBAN", "À défaut de paiement"] {
        assert!(first.contains(what), "« {what} » : {first}");
    }
    assert!(paper.pages.len() > 1 && first.contains(&format!("sur {}", paper.pages.len())), "{first}");
    paper.keeps_to_its_margins("mise en demeure");
}

fn of_300_invoices(json: &mut Value) {
    let model = json["invoices"][0].clone();
    json["invoices"] = (1..=300)
        .map(|n| {
            let mut i = model.clone();
            i["number"] = format!("F-2026-{n:04}").into();
            i
        })
        .collect();
}

#[test]
fn tables_of_300_lines_repeat_their_head_and_total_once() {
    let d = dossier_of(COMPANY, of_300_invoices);
    let four =
        [Document::MiseEnDemeure, Document::Relance3, Document::Decompte, Document::RequeteInjonctionDePayer];
    for document in four {
        let paper = paper(document, &d);
        paper.keeps_to_its_margins(document.name());
        if document == Document::RequeteInjonctionDePayer {
            // The detail is in the décompte.
            assert!(paper.pages.len() <= 3, "{}", paper.pages.len());
            continue;
        }
        let is_line = |r: &&Run| r.text.starts_with("F-2026-0") && r.left < 70.0;
        let lines: Vec<&Run> = paper.runs.iter().filter(is_line).collect();
        assert!(lines.len() >= 300, "{document}: {}", lines.len());
        for page in 1..=paper.pages.len() {
            let on: Vec<_> = lines.iter().filter(|r| r.page == page).collect();
            let above = |r: &&Run| r.page == page && (r.text == "Facture" || r.text.starts_with("Facture "));
            let head = paper.runs.iter().find(above);
            if let (Some(top), Some(first)) = (head, on.first()) {
                assert!(top.bottom <= first.top, "{document}, page {page}");
            } else {
                assert!(on.is_empty(), "{document}, page {page}: lines without a head");
            }
        }
        // One line of totals a table, after its last line.
        let totals: Vec<_> = paper.runs.iter().filter(|r| r.text == "Total" && r.left < 100.0).collect();
        let tables = if document == Document::Decompte { 3 } else { 1 };
        assert_eq!(totals.len(), tables, "{document}: {totals:?}");
        let last_line = lines.iter().rfind(|r| r.text.ends_with("0300")).unwrap();
        assert!(totals.iter().any(|t| t.page >= last_line.page));
        assert!(totals[0].page > 1, "{document}");
    }
}

#[test]
fn names_of_any_length_and_many_debtors_stay_on_the_page() {
    let words = "Société nouvelle d'exploitation des établissements réunis de la vallée ".repeat(3);
    let d = dossier_of(COMPANY, |json| {
        json["creditor"]["name"] = words.trim().chars().take(195).collect::<String>().trim().into();
        let debtor = json["debtors"][0].clone();
        json["debtors"] = (1..=20)
            .map(|n| {
                let mut x = debtor.clone();
                x["name"] = format!("{} {n}", &words[..150]).into();
                x
            })
            .collect();
        for (i, e) in json["exhibits"].as_array_mut().unwrap().iter_mut().enumerate() {
            e["label"] =
                if i == 0 { "X".repeat(300).into() } else { "Bon de livraison ".repeat(17).trim().into() };
        }
        json["invoices"][0]["number"] = "FACTURE".repeat(8).into();
    });
    for document in [
        Document::RequeteInjonctionDePayer,
        Document::BordereauDePieces,
        Document::Decompte,
        Document::EtatDuDossier,
        Document::Quittance,
    ] {
        let paper = paper(document, &d);
        paper.keeps_to_its_margins(document.name());
    }
}

/// A date or a name in two halves has no place in an act, and whoever copies it gets a hyphen with it; a paragraph that is
/// justified reaches the margin.
#[test]
fn no_word_is_cut_and_lines_reach_the_margin() {
    for document in [Document::ReconnaissanceDeDette, Document::RequeteInjonctionDePayer] {
        for n in 1..20 {
            let d = dossier_of(COMPANY, |json| {
                json["creditor"]["name"] = format!("Menuiserie{} Aubépine", " du Mont".repeat(n)).into();
            });
            let paper = paper(document, &d);
            assert!(paper.runs.iter().all(|r| !r.text.contains('\u{ad}')), "{document}, {n}");
            let party = paper.runs.iter().find(|r| r.left < 21.0 && r.text.starts_with("La société Menu"));
            let party = party.unwrap_or_else(|| panic!("{document}, {n}: no creditor"));
            let line =
                paper.runs.iter().filter(|r| r.page == party.page && (r.bottom - party.bottom).abs() < 0.1);
            let end = line.map(|r| r.right).fold(0.0, f64::max);
            assert!((188.5..191.0).contains(&end), "{document}, {n}: {end}");
        }
    }
}

/// A signature is never alone on the last page.
#[test]
fn a_request_is_signed_under_what_it_asks_or_lists() {
    for count in [1, 5, 12, 20, 30, 60] {
        let d = dossier_of(COMPANY, |json| {
            let model = json["exhibits"][0].clone();
            let list = json["exhibits"].as_array_mut().unwrap();
            for n in list.len()..count.max(5) {
                let mut e = model.clone();
                e["id"] = format!("x{n}").into();
                e["file"] = format!("x{n}.pdf").into();
                list.push(e);
            }
        });
        let paper = paper(Document::RequeteInjonctionDePayer, &d);
        let last = paper.on(paper.pages.len());
        assert!(last.contains("Fait à"), "{count}: {last}");
        assert!(last.contains("Intitulé") || last.contains("PAR CES MOTIFS"), "{count}: {last}");
    }
    let plain = paper(Document::RequeteInjonctionDePayer, &dossier_of(COMPANY, |_| {}));
    assert_eq!(plain.pages.len(), 2, "three invoices, five exhibits");
}

/// Whatever the number of lines, totals have a line above them on their page.
#[test]
fn totals_never_stand_alone_on_a_page() {
    for lines in 30..37 {
        let d = dossier_of(COMPANY, |json| {
            let line = |n: usize| {
                json!({
                    "number": format!("FACT-{n:03}"), "label": "Travaux", "issued_on": "2026-02-10",
                    "due_on": "2026-03-12", "amount_incl_tax": "1200.00",
                })
            };
            json["invoices"] = (0..lines).map(line).collect();
            json["payments"] = json!([]);
        });
        let paper = paper(Document::Decompte, &d);
        assert!(paper.pages.len() > 1, "{lines} lines on one page prove nothing");
        // The label of a table's foot, not the head of its last column.
        let totals: Vec<&Run> = paper.runs.iter().filter(|r| r.text == "Total" && r.left < 60.0).collect();
        assert_eq!(totals.len(), 2, "{lines}: the principal and the interest");
        for total in totals {
            let above = |r: &&Run| r.page == total.page && r.text.starts_with("FACT-") && r.top < total.top;
            let nearest = paper.runs.iter().filter(above).map(|r| r.bottom).fold(0.0_f64, f64::max);
            assert!(total.top - nearest < 8.0, "{lines} lines: {total:?}, {nearest} mm above it");
        }
    }
}

/// Nothing is printed over anything else.
#[test]
fn no_words_stand_on_others() {
    for name in [COMPANY, "02_consumer_craftsman.json", "04_order_to_serve.json"] {
        let d = dossier_of(name, |_| {});
        let documents = Document::ALL.iter().filter(|doc| d.admit_document(**doc).is_ok());
        for document in documents {
            let admitted = d.admit_document(*document).unwrap();
            let ctx = BuildContext { law: &LAW, pages: None, statement_attached: false };
            if data(*document, admitted, &ctx).is_err() {
                continue;
            }
            for paper in papers(*document, &d) {
                for (i, a) in paper.runs.iter().enumerate() {
                    let over = |b: &&Run| {
                        let across = a.right.min(b.right) - a.left.max(b.left);
                        let down = a.bottom.min(b.bottom) - a.top.max(b.top);
                        // The letters of « 1er » stand up against their figure.
                        a.page == b.page && across > 0.6 && down > 0.6
                    };
                    let other = paper.runs.get(i + 1..).unwrap_or_default().iter().find(over);
                    assert!(other.is_none(), "{document} of {name}: {a:?} and {other:?}");
                }
            }
        }
    }
}
