//! Row N of the list, file `piece_NN`, stamp « Pièce n° N »: one number, in whatever order the pieces come.

use std::io::{Cursor, Read};

use creance::app::Options;
use creance::domain::Bundle;
use serde_json::{Value, json};

use super::holds;
use crate::http::{FIRST, example};
use crate::workers::{app, files};

#[test]
fn the_list_the_files_and_the_stamps_bear_the_same_numbers() {
    let claim: Value = serde_json::from_slice(&example(FIRST)).unwrap();
    let count = claim["exhibits"].as_array().unwrap().len();
    assert!(count > 3);
    for turn in 0..count {
        let mut claim = claim.clone();
        let pieces = claim["exhibits"].as_array_mut().unwrap();
        pieces.rotate_left(turn);
        // One label for all: only the numbers tell the pieces apart.
        for piece in pieces.iter_mut() {
            piece["label"] = json!("Pièce n° 1 : CON");
        }
        let named: Vec<String> = pieces.iter().map(|p| p["file"].as_str().unwrap().to_owned()).collect();
        let bytes = serde_json::to_vec(&claim).unwrap();
        let made = app()
            .bundle(Bundle::InjonctionDePayer, &bytes, None, &files(), Options::default())
            .map_err(|e| e.problem())
            .unwrap();
        let mut zip = zip::ZipArchive::new(Cursor::new(made.bytes)).unwrap();
        let mut read = |path: &str| {
            let mut out = Vec::new();
            zip.by_name(path).unwrap().read_to_end(&mut out).unwrap();
            out
        };
        let manifest: Value = serde_json::from_slice(&read("manifest.json")).unwrap();
        let rows: Vec<&Value> =
            manifest["files"].as_array().unwrap().iter().filter(|f| f["role"] == "exhibit").collect();
        assert_eq!(rows.len(), count);
        for (at, row) in rows.iter().enumerate() {
            let (number, path) = (at + 1, row["path"].as_str().unwrap());
            let stem = named[at].rsplit_once('.').unwrap().0;
            assert_eq!(path, format!("pieces/piece_{number:02}_{stem}.pdf"));
            assert_eq!(row["title"], format!("Pièce n° {number} : Pièce n° 1 : CON"));
            // The title of the stamped PDF is written in clear, and comes with the stamp's own words.
            let stamped = read(path);
            let title = format!("Pièce n° {number} – Pièce n° 1 : CON");
            assert!(holds(&stamped, title.as_bytes()), "{path}: {title}");
        }
    }
}
