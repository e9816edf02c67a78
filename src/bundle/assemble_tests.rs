use std::io::{Cursor, Read};
use std::path::Path;
use std::sync::LazyLock;

use zip::ZipArchive;

use super::assemble::*;
use super::message::Workshop;
use super::single::render_one;
use super::verify::verify;
use crate::claim::{self, Claim, Limits};
use crate::domain::{Bundle, Document};
use crate::dossier::{Dossier, Law, judge};
use crate::render::{Engine, InProcess, Messages, TemplateFiles};
use crate::rules::RuleFiles;

pub(super) type Files = Vec<(String, Vec<u8>)>;

pub(super) static LAW: LazyLock<Law> =
    LazyLock::new(|| Law::load(RuleFiles::embedded()).unwrap_or_else(|e| panic!("{e}")));
pub(super) static RENDERER: LazyLock<InProcess> =
    LazyLock::new(|| InProcess::new(Engine::new(&TemplateFiles::embedded()).unwrap()));

pub(super) static MESSAGES: LazyLock<Messages> =
    LazyLock::new(|| Messages::new(&TemplateFiles::embedded()).unwrap());

pub(super) fn shop() -> Workshop<'static> {
    Workshop { law: &LAW, messages: &MESSAGES, renderer: &*RENDERER }
}

fn examples() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples")
}

pub(super) fn exhibits() -> Files {
    let mut out = Files::new();
    for entry in std::fs::read_dir(examples().join("exhibits")).unwrap() {
        let path = entry.unwrap().path();
        out.push((path.file_name().unwrap().to_str().unwrap().to_owned(), std::fs::read(&path).unwrap()));
    }
    out.sort();
    out
}

/// An example, changed at will, judged with its files.
pub(super) fn dossier_of(name: &str, files: &Files, change: impl FnOnce(&mut serde_json::Value)) -> Dossier {
    let bytes = std::fs::read(examples().join("claims").join(name)).unwrap();
    let mut json: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    change(&mut json);
    let bytes = serde_json::to_vec(&json).unwrap();
    let file = claim::read(&bytes, &Limits::default()).unwrap_or_else(|e| panic!("{e:?}"));
    let day = file.as_of.unwrap().day();
    let claim = Claim::normalise(file, day, &LAW.rules).unwrap();
    let given = given_files(&claim, files, &*RENDERER).unwrap();
    judge(claim, Some(&given), &LAW).unwrap()
}

pub(super) fn bundle(kind: Bundle, name: &str) -> Vec<u8> {
    let files = exhibits();
    let d = dossier_of(name, &files, |_| {});
    let archive = assemble(kind, &d, &files, &shop(), Options::default());
    let archive = archive.unwrap_or_else(|e| panic!("{name}: {e}"));
    let manifest = serde_json::to_value(&archive.manifest).unwrap();
    let schema = jsonschema::validator_for(&super::Manifest::schema()).unwrap();
    let faults: Vec<String> = schema.iter_errors(&manifest).map(|e| e.to_string()).collect();
    assert!(faults.is_empty(), "{kind}: {faults:?}");
    if let Some(dir) = std::env::var_os("CREANCE_BUNDLES_DIR") {
        let path = Path::new(&dir).join(format!("{}_{kind}.zip", &name[..2]));
        std::fs::write(path, &archive.bytes).unwrap();
    }
    archive.bytes
}

pub(super) fn names(zip: &[u8]) -> Vec<String> {
    let mut zip = ZipArchive::new(Cursor::new(zip)).unwrap();
    (0..zip.len()).map(|i| zip.by_index(i).unwrap().name().unwrap().into_owned()).collect()
}

pub(super) fn file(zip: &[u8], name: &str) -> Vec<u8> {
    let mut out = Vec::new();
    ZipArchive::new(Cursor::new(zip)).unwrap().by_name(name).unwrap().read_to_end(&mut out).unwrap();
    out
}

#[test]
fn a_request_is_filed_with_its_list_its_statement_and_its_exhibits() {
    let zip = bundle(Bundle::InjonctionDePayer, "01_b2b_three_invoices.json");
    assert_eq!(
        names(&zip),
        [
            "01_requete.pdf",
            "02_bordereau_de_pieces.pdf",
            "03_decompte.pdf",
            "pieces/piece_01_devis_signe.pdf",
            "pieces/piece_02_factures.pdf",
            "pieces/piece_03_bon_de_livraison.pdf",
            "pieces/piece_04_mise_en_demeure.pdf",
            "pieces/piece_05_avis_de_reception.pdf",
            "claim.json",
            "statement.json",
            "statement.csv",
            "delais.ics",
            "LISEZMOI.txt",
            "manifest.json",
        ]
    );
    let verdict = verify(&zip);
    assert!(verdict.valid, "{:?}", verdict.problems);
    assert_eq!(zip, bundle(Bundle::InjonctionDePayer, "01_b2b_three_invoices.json"), "same bytes");
    let readme = String::from_utf8(file(&zip, "LISEZMOI.txt")).unwrap();
    assert!(readme.lines().all(|l| l.chars().count() <= 78), "{readme}");
    let unwrapped = readme.split_whitespace().collect::<Vec<_>>().join(" ");
    for told in [
        "[ ] Signer 01_requete.pdf, à la main",
        "une copie pour le débiteur",
        "Tribunal de commerce de Cusset",
        "Prescription (F-2026-041)",
        "À VÉRIFIER",
    ] {
        assert!(unwrapped.contains(told), "« {told} » manque :\n{readme}");
    }
    let manifest: serde_json::Value = serde_json::from_slice(&file(&zip, "manifest.json")).unwrap();
    assert_eq!(manifest["court"]["kind"], "tribunal_de_commerce");
    assert_eq!(manifest["files"][0]["role"], "requete_injonction_de_payer");
    let claim: serde_json::Value = serde_json::from_slice(&file(&zip, "claim.json")).unwrap();
    assert_eq!(claim["as_of"], "2026-11-22");
}

#[test]
fn a_formal_notice_goes_with_what_is_owed_and_without_former_notices() {
    let zip = bundle(Bundle::MiseEnDemeure, "01_b2b_three_invoices.json");
    let got = names(&zip);
    assert_eq!(got[0], "01_mise_en_demeure.pdf");
    assert_eq!(got[1], "02_decompte.pdf");
    assert!(got.contains(&"pieces/piece_02_factures.pdf".to_owned()));
    assert!(!got.iter().any(|n| n.contains("piece_04") || n.contains("piece_05")), "{got:?}");
    assert!(verify(&zip).valid);
}

#[test]
fn requests_to_the_other_judges() {
    for name in ["02_consumer_craftsman.json", "03_residential_rent.json"] {
        let zip = bundle(Bundle::InjonctionDePayer, name);
        assert!(verify(&zip).valid);
        bundle(Bundle::MiseEnDemeure, name);
    }
}

/// A second debtor, jointly liable.
pub(super) fn with_second_debtor(json: &mut serde_json::Value) {
    let mut second = json["debtors"][0].clone();
    second["name"] = "Hôtel de la Source".into();
    second["siren"] = "100021054".into();
    second.as_object_mut().unwrap().remove("siret");
    json["debtors"].as_array_mut().unwrap().push(second);
    json["joint_and_several"] = true.into();
}

#[test]
fn each_debtor_has_his_own_letter_in_his_own_folder() {
    let files = exhibits();
    let d = dossier_of("01_b2b_three_invoices.json", &files, with_second_debtor);
    let archive = assemble(Bundle::MiseEnDemeure, &d, &files, &shop(), Options::default()).unwrap();
    let got = names(&archive.bytes);
    let want = [
        "debiteur_1_hotel_des_trois_fontaines/01_mise_en_demeure.pdf",
        "debiteur_2_hotel_de_la_source/01_mise_en_demeure.pdf",
        "02_decompte.pdf",
        "pieces/piece_01_devis_signe.pdf",
    ];
    assert_eq!(got[..4], want);
    let paths: Vec<_> = archive.manifest.files.iter().map(|f| f.path.clone()).collect();
    assert_eq!(paths, got[..got.len() - 1]);
    assert!(verify(&archive.bytes).valid);
    let of = |debtor| render_one(Document::MiseEnDemeure, debtor, &d, &LAW, &[], &*RENDERER);
    let one = of(None).unwrap();
    assert_eq!(one.warnings, Vec::<String>::new());
    let letters: Vec<_> = archive.manifest.files.iter().filter(|f| f.role == "mise_en_demeure").collect();
    assert_eq!(one.pages, letters.iter().filter_map(|f| f.pages).sum::<usize>());
    // Singly, the very file of the folder.
    for (n, path) in want.iter().take(2).enumerate() {
        assert!(of(Some(n)).unwrap().bytes == file(&archive.bytes, path), "{path}");
    }
    assert_eq!(of(Some(2)).unwrap_err().code(), "document.unsuitable");
    let common = render_one(Document::Decompte, Some(1), &d, &LAW, &[], &*RENDERER).unwrap_err();
    assert!(common.to_string().contains("commun à tous les débiteurs"), "{common}");
}

#[test]
fn a_request_against_several_is_one_and_stands_at_the_root() {
    let files = exhibits();
    let d = dossier_of("01_b2b_three_invoices.json", &files, with_second_debtor);
    let archive = assemble(Bundle::InjonctionDePayer, &d, &files, &shop(), Options::default()).unwrap();
    assert!(!names(&archive.bytes).iter().any(|n| n.starts_with("debiteur")), "{:?}", names(&archive.bytes));
}

#[test]
fn an_exhibit_without_its_file_closes_the_bundle() {
    let mut files = exhibits();
    files.retain(|(n, _)| n != "factures.pdf");
    // Judged without its files, as a bare `check` would.
    let all = exhibits();
    let d = dossier_of("01_b2b_three_invoices.json", &all, |_| {});
    let e = assemble(Bundle::InjonctionDePayer, &d, &files, &shop(), Options::default()).unwrap_err();
    assert_eq!((e.code(), e.pointer().as_str()), ("exhibit.missing_file", "/exhibits/1/file"));
    let mut broken = exhibits();
    for (name, bytes) in &mut broken {
        if name == "factures.pdf" {
            bytes.truncate(100);
        }
    }
    let claim = &d.claim;
    let given = given_files(claim, &broken, &*RENDERER).unwrap();
    assert!(given.iter().any(|g| g.name == "factures.pdf" && g.unreadable.is_some()));
    let e = assemble(Bundle::InjonctionDePayer, &d, &broken, &shop(), Options::default()).unwrap_err();
    assert_eq!(e.code(), "exhibit.unreadable");
}
