//! The creditor's logo: on its letters, nowhere else, by every door; refused with its name when it cannot be printed.

use std::process::Command;

use crate::http::{Answer, FIRST, Form, SERVICE, example, first_with_files, send};
use crate::pdf::PdfText;

pub const SVG: &[u8] =
    br##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 10"><path fill="#444" d="M0 0h40v10H0z"/></svg>"##;

fn png() -> Vec<u8> {
    std::fs::read(format!("{}/examples/exhibits/avis_de_reception.png", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// A document of the first example, with a logo or without.
pub fn ask(at: std::net::SocketAddr, document: &str, logo: Option<&[u8]>) -> Answer {
    let form = Form::new().claim(&example(FIRST));
    let path = format!("/v1/documents/{document}");
    match logo {
        Some(bytes) => form.part("name=\"logo\"; filename=\"a\"", bytes).post(at, &path),
        None => send(at, "POST", &path, &[("content-type", "application/json")], &example(FIRST)),
    }
}

#[test]
fn a_logo_stands_on_letters_and_on_nothing_else() {
    for document in ["mise_en_demeure", "relance_3"] {
        let plain = ask(*SERVICE, document, None);
        for logo in [&png()[..], SVG] {
            let with = ask(*SERVICE, document, Some(logo));
            assert_eq!((plain.status, with.status), (200, 200), "{}", String::from_utf8_lossy(&with.body));
            assert_ne!(plain.body, with.body, "{document}");
            assert_eq!(with.body, ask(*SERVICE, document, Some(logo)).body, "same logo, same bytes");
            let words = PdfText::read(&with.body).plain();
            assert!(words.contains("[Menuiserie Aubépine]"), "its alternative text: {words}");
        }
    }
    for document in ["requete_injonction_de_payer", "decompte", "bordereau_de_pieces"] {
        let (plain, with) = (ask(*SERVICE, document, None), ask(*SERVICE, document, Some(SVG)));
        assert_eq!((plain.status, with.status), (200, 200), "{document}");
        assert_eq!(plain.body, with.body, "{document}");
    }
}

#[test]
fn the_command_line_prints_the_same_letter() {
    let dir = tempfile::tempdir().unwrap();
    let (logo, pdf) = (dir.path().join("logo"), dir.path().join("a.pdf"));
    std::fs::write(&logo, SVG).unwrap();
    let claim = format!("{}/examples/claims/{FIRST}.json", env!("CARGO_MANIFEST_DIR"));
    let run = |logo: &std::path::Path| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_creance"));
        command.args(["render", "mise_en_demeure", &claim, "-o"]).arg(&pdf).arg("--logo").arg(logo);
        command.output().unwrap()
    };
    assert!(run(&logo).status.success());
    assert_eq!(std::fs::read(&pdf).unwrap(), ask(*SERVICE, "mise_en_demeure", Some(SVG)).body);
    std::fs::write(&logo, b"GIF89a").unwrap();
    let refused = run(&logo);
    assert_eq!(refused.status.code(), Some(2));
    let told = String::from_utf8(refused.stderr).unwrap();
    assert!(told.contains("logo.unusable") && told.contains("PNG"), "{told}");
}

#[test]
fn the_bundle_of_a_formal_notice_changes_by_its_letter_alone() {
    let plain = first_with_files().post(*SERVICE, "/v1/bundles/mise_en_demeure");
    let with = first_with_files().part("name=\"logo\"", SVG).post(*SERVICE, "/v1/bundles/mise_en_demeure");
    assert_eq!((plain.status, with.status), (200, 200));
    let read = |answer: &Answer| {
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(answer.body.clone())).unwrap();
        let files =
            (0..zip.len()).map(|i| zip.by_index(i).map(|f| (f.name().unwrap().to_string(), f.crc32())));
        files.collect::<Result<Vec<_>, _>>().unwrap()
    };
    let changed: Vec<String> =
        read(&plain).into_iter().zip(read(&with)).filter(|(a, b)| a != b).map(|(a, _)| a.0).collect();
    let sums = ["manifest.json", "LISEZMOI.txt"];
    let others: Vec<_> = changed.iter().filter(|n| !sums.contains(&n.as_str())).collect();
    assert_eq!(others, ["01_mise_en_demeure.pdf"]);
}

#[test]
fn a_logo_that_cannot_be_printed_is_refused_by_name() {
    let script = br#"<svg xmlns="http://www.w3.org/2000/svg"><script>x</script></svg>"#;
    let mut cut = png();
    cut.truncate(200);
    for bad in [&b"GIF89a"[..], b"", script, &cut, &vec![0; 600 << 10]] {
        let answer = ask(*SERVICE, "mise_en_demeure", Some(bad));
        assert_eq!(answer.codes(422), ["logo.unusable"]);
        let detail = answer.problem(422)["detail"].as_str().unwrap().to_owned();
        assert!(detail.contains("logo") && detail.ends_with('.'), "{detail}");
    }
    let twice = Form::new().claim(&example(FIRST)).part("name=\"logo\"", SVG).part("name=\"logo\"", SVG);
    assert_eq!(
        twice.post(*SERVICE, "/v1/documents/mise_en_demeure").problem(400)["type"],
        "urn:creance:problem:body.malformed"
    );
}
