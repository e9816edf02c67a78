//! Small files for the tests of this module.

use std::fmt::Write;
use std::io::Cursor;

use super::archive::Entry;
use super::manifest::{ManifestHead, RulesetRef};
use crate::domain::Bundle;

/// A PDF of one page, 300 × 400 points, with these entries in its catalog and page and this content.
pub(super) fn pdf(catalog: &str, page: &str, content: &str) -> Vec<u8> {
    let objects = [
        format!("<< /Type /Catalog /Pages 2 0 R {catalog} >>"),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        format!("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 400] /Contents 5 0 R /Resources << >> {page} >>"),
        "<< /Type /XObject /Subtype /Form /BBox [0 0 10 10] /Length 24 >>\nstream\n1 0 0 rg 0 0 10 10 re f  \nendstream".to_owned(),
        format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()),
    ];
    let mut out = String::from("%PDF-1.7\n");
    let mut table = String::new();
    for (n, object) in objects.iter().enumerate() {
        writeln!(table, "{:010} 00000 n ", out.len()).unwrap();
        writeln!(out, "{} 0 obj\n{object}\nendobj", n + 1).unwrap();
    }
    let start = out.len();
    write!(
        out,
        "xref\n0 6\n0000000000 65535 f \n{table}trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    )
    .unwrap();
    out.into_bytes()
}

/// A PNG of noise-free colour.
pub(super) fn png(width: u32, height: u32) -> Vec<u8> {
    let mut out = Vec::new();
    let picture =
        image::RgbImage::from_fn(width, height, |x, y| image::Rgb([x as u8, y as u8, (x ^ y) as u8]));
    picture.write_to(&mut Cursor::new(&mut out), image::ImageFormat::Png).unwrap();
    out
}

/// What the dossier would say of a bundle.
pub(super) fn head() -> ManifestHead {
    ManifestHead {
        kind: Bundle::InjonctionDePayer,
        reference: "D-1".to_owned(),
        as_of: "2026-11-22".parse().unwrap(),
        ruleset: RulesetRef { version: "2026.11".to_owned(), digest: "00".repeat(32) },
        court: serde_json::Value::Null,
        deadlines: serde_json::json!([]),
        totals: serde_json::json!({
            "invoiced": "10.00", "credit_notes": "0.00", "payments": "0.00", "principal_due": "10.00",
            "interest_due": "0.00", "indemnities_due": "0.00", "penalty_clause_due": "0.00", "costs_due": "0.00",
            "total_due": "10.00", "daily_interest": "0.0000",
        }),
        policy: serde_json::json!({
            "day_count": "365", "rate_follows": "each_half_year", "below_floor": "default_rate",
            "imputation": "interest_first", "indemnity_rank": "after_principal",
        }),
    }
}

/// One entry; a PDF has one page.
pub(super) fn entry(path: &str, content: &str) -> Entry {
    Entry {
        path: path.to_owned(),
        role: "exhibit".to_owned(),
        title: "Pièce".to_owned(),
        pages: path.ends_with(".pdf").then_some(1),
        media_type: "application/octet-stream".to_owned(),
        bytes: content.as_bytes().to_vec(),
    }
}

/// The smallest whole bundle.
pub(super) fn entries() -> Vec<Entry> {
    ["01_requete.pdf", "pieces/piece_01_devis.pdf", "claim.json", "statement.json", "LISEZMOI.txt"]
        .map(|path| entry(path, &format!("contenu de {path}")))
        .to_vec()
}
