//! File names inside a bundle: ASCII, lower case, at most 100 characters, safe on Windows, unique without case.

/// The longest path inside a bundle (R-ZIP of the document rules).
pub const MAX_PATH: usize = 100;

/// Most characters of a debtor's name in a path: leaves room for the longest name of a document.
const DEBTOR_NAME: usize = 32;

/// The path of exhibit `number` (from 1) among `total`: `pieces/piece_01_devis_signe.pdf`.
///
/// Named after its file when it has one, else after its label. The number makes it unique, and no number ever
/// names a device of Windows.
#[must_use]
pub fn exhibit_path(number: usize, total: usize, file_name: Option<&str>, label: &str) -> String {
    let digits = total.to_string().len().max(2);
    let stem = file_name.map(|f| slug(stem(f))).filter(|s| !s.is_empty()).unwrap_or_else(|| slug(label));
    let head = format!("pieces/piece_{number:0digits$}");
    let room = MAX_PATH.saturating_sub(head.len() + "_.pdf".len());
    let stem = stem.get(..stem.len().min(room)).unwrap_or_default().trim_end_matches('_');
    if stem.is_empty() { format!("{head}.pdf") } else { format!("{head}_{stem}.pdf") }
}

/// Where the papers of one debtor stand, from rank 0: `debiteur_1_martin`. The number makes it unique.
#[must_use]
pub fn debtor_folder(debtor: usize, name: &str) -> String {
    let head = format!("debiteur_{}", debtor + 1);
    let name = slug(name);
    let name = name.get(..name.len().min(DEBTOR_NAME)).unwrap_or_default().trim_end_matches('_');
    if name.is_empty() { head } else { format!("{head}_{name}") }
}

/// The path of a document: `01_requete.pdf`, `debiteur_1_martin/01_relance_1_sms.txt`.
#[must_use]
pub fn document_path(folder: Option<&str>, rank: usize, stem: &str, ending: &str) -> String {
    let name = format!("{rank:02}_{stem}{ending}");
    folder.map_or_else(|| name.clone(), |f| format!("{f}/{name}"))
}

/// A file name without directories and extension, whichever system it comes from.
fn stem(file_name: &str) -> &str {
    let base = file_name.rsplit(['/', '\\']).next().unwrap_or(file_name);
    base.rsplit_once('.').map_or(base, |(stem, _)| if stem.is_empty() { base } else { stem })
}

/// Letters and digits in ASCII lower case, all else one `_`: `Devis signé n° 12` gives `devis_signe_n_12`.
#[must_use]
pub fn slug(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        } else if is_combining(c) || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}') {
            // An accent written after its letter, or a character without width: nothing to write.
        } else if let Some(plain) = plain(c) {
            out.push_str(plain);
        } else if !out.ends_with('_') && !out.is_empty() {
            out.push('_');
        }
    }
    out.truncate(out.trim_end_matches('_').len());
    out
}

fn is_combining(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

/// The letters of the languages that French files meet, without their accents.
fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        'À'..='Å' | 'à'..='å' | 'Ā' | 'ā' | 'Ă' | 'ă' | 'Ą' | 'ą' => "a",
        'Æ' | 'æ' => "ae",
        'Ç' | 'ç' | 'Ć'..='č' => "c",
        'Ď'..='đ' | 'Ð' | 'ð' => "d",
        'È'..='Ë' | 'è'..='ë' | 'Ē'..='ě' => "e",
        'Ĝ'..='ģ' => "g",
        'Ĥ'..='ħ' => "h",
        'Ì'..='Ï' | 'ì'..='ï' | 'Ĩ'..='ı' => "i",
        'Ĵ' | 'ĵ' => "j",
        'Ķ' | 'ķ' => "k",
        'Ĺ'..='ł' => "l",
        'Ñ' | 'ñ' | 'Ń'..='ň' => "n",
        'Ò'..='Ö' | 'ò'..='ö' | 'Ø' | 'ø' | 'Ō'..='ő' => "o",
        'Œ' | 'œ' => "oe",
        'Ŕ'..='ř' => "r",
        'Ś'..='š' | 'Ș' | 'ș' => "s",
        'ß' => "ss",
        'Ţ'..='ŧ' | 'Ț' | 'ț' => "t",
        'Ù'..='Ü' | 'ù'..='ü' | 'Ũ'..='ų' => "u",
        'Ŵ' | 'ŵ' => "w",
        'Ý' | 'ý' | 'ÿ' | 'Ŷ'..='Ÿ' => "y",
        'Ź'..='ž' => "z",
        _ => return None,
    })
}

/// Whether a path may stand in a bundle: relative, ASCII, no step up, no device of Windows, no odd character.
#[must_use]
pub fn is_safe(path: &str) -> bool {
    !path.is_empty() && path.len() <= MAX_PATH && path.split('/').all(is_safe_component)
}

fn is_safe_component(name: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let stem = name.split('.').next().unwrap_or(name).to_ascii_uppercase();
    let device = matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL")
        || stem
            .strip_prefix("COM")
            .or(stem.strip_prefix("LPT"))
            .is_some_and(|n| n.len() == 1 && n.bytes().all(|b| b.is_ascii_digit()));
    !name.is_empty() && name.chars().all(allowed) && !name.starts_with('.') && !name.ends_with('.') && !device
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_exhibit_is_named_after_its_file_then_its_label() {
        assert_eq!(exhibit_path(1, 5, Some("devis_signe.pdf"), "Devis"), "pieces/piece_01_devis_signe.pdf");
        assert_eq!(
            exhibit_path(2, 5, Some("Bon de livraison n° 3.PNG"), ""),
            "pieces/piece_02_bon_de_livraison_n_3.pdf"
        );
        assert_eq!(
            exhibit_path(3, 5, None, "Mise en demeure reçue à l'Hôtel-Dieu"),
            "pieces/piece_03_mise_en_demeure_recue_a_l_hotel_dieu.pdf"
        );
        assert_eq!(
            exhibit_path(7, 120, Some("C:\\Mes documents\\œuvre.jpeg"), ""),
            "pieces/piece_007_oeuvre.pdf"
        );
        assert_eq!(exhibit_path(4, 5, Some("合同.pdf"), "合同"), "pieces/piece_04.pdf");
        assert_eq!(exhibit_path(5, 5, Some("../../etc/passwd"), ""), "pieces/piece_05_passwd.pdf");
        assert_eq!(slug("De\u{301}compte"), "decompte");
    }

    #[test]
    fn each_debtor_has_a_folder_of_his_own() {
        assert_eq!(debtor_folder(0, "Martin"), "debiteur_1_martin");
        assert_eq!(debtor_folder(1, "Hôtel de la Source & Cie"), "debiteur_2_hotel_de_la_source_cie");
        assert_eq!(debtor_folder(2, "合同"), "debiteur_3");
        assert_ne!(debtor_folder(0, "Martin"), debtor_folder(1, "MARTIN"));
        assert_eq!(document_path(None, 1, "requete", ".pdf"), "01_requete.pdf");
        let folder = debtor_folder(0, "Martin");
        let path = document_path(Some(&folder), 1, "relance_1", "_sms.txt");
        assert_eq!(path, "debiteur_1_martin/01_relance_1_sms.txt");
    }

    #[test]
    fn unsafe_paths_are_told_from_safe_ones() {
        for good in
            ["01_requete.pdf", "pieces/piece_01_nul.pdf", "LISEZMOI.txt", "manifest.json", "com10.txt"]
        {
            assert!(is_safe(good), "{good}");
        }
        for bad in [
            "", "/a", "a//b", "../a", "a/..", "a\\b", "C:a", "nul", "COM1.txt", "a.", ".a", "é.pdf", "a b",
            "pieces/",
        ] {
            assert!(!is_safe(bad), "{bad}");
        }
    }

    /// Any text at all, and the sorts that names are afraid of.
    fn words() -> impl Strategy<Value = String> {
        let afraid = "(con|NUL|aux|Com1|LPT9|prn|CLOCK\\$|\\.\\.|\\.|~| |\u{202e}|\u{0}|\u{130}|\u{212a}|\u{ff0f}|é|ß|/|\\\\|:|\\*){1,4}(\\.pdf|\\.PDF|\\. |)";
        prop_oneof![".{0,300}", "\\PC{0,200}", afraid]
    }

    proptest! {
        #[test]
        fn the_folder_of_any_debtor_is_safe_with_the_longest_document(n in 0usize..1000, name in ".{0,200}") {
            let folder = debtor_folder(n, &name);
            let path = document_path(Some(&folder), 99, "requete_injonction_de_payer", "_confirmation.eml");
            prop_assert!(is_safe(&path), "{}", path);
            prop_assert!(!folder.ends_with('_') && folder.is_ascii());
            prop_assert_eq!(folder.to_ascii_lowercase(), folder);
        }

        #[test]
        fn every_exhibit_name_is_safe_and_numbered(n in 1usize..1000, file in proptest::option::of(words()), label in words()) {
            let path = exhibit_path(n, 999, file.as_deref(), &label);
            prop_assert!(is_safe(&path), "{}", path);
            prop_assert_eq!(path.to_ascii_lowercase(), path.clone());
            let name = path.strip_prefix("pieces/").unwrap_or_default();
            prop_assert!(name.len() <= MAX_PATH && name.ends_with(".pdf") && !name.contains(".."));
            // What Windows forbids, said again and otherwise than `is_safe` does.
            prop_assert!(!name.contains(|c: char| !c.is_ascii() || c.is_control() || "<>:\"/\\|?* ".contains(c)));
            let head = format!("piece_{n:03}");
            prop_assert!(!name.ends_with(['.', ' ']) && name.starts_with(&head));
        }

        #[test]
        fn the_names_of_one_bundle_differ_without_case_and_follow_the_list(
            pieces in proptest::collection::vec((proptest::option::of(words()), words()), 1..100)
        ) {
            let total = pieces.len();
            let digits = total.to_string().len().max(2);
            let mut seen = std::collections::BTreeSet::new();
            let mut last = String::new();
            for (at, (file, label)) in pieces.iter().enumerate() {
                let path = exhibit_path(at + 1, total, file.as_deref(), label);
                prop_assert!(seen.insert(path.to_uppercase()), "{} twice", path);
                // A listing by name is in the order of the bordereau, and the number is that of its row.
                prop_assert!(path > last, "{} after {}", path, last);
                let number: String =
                    path.trim_start_matches("pieces/piece_").chars().take_while(char::is_ascii_digit).collect();
                prop_assert_eq!(number.len(), digits);
                prop_assert_eq!(number.parse::<usize>().ok(), Some(at + 1));
                last = path;
            }
        }
    }
}
