//! Which fields of a claim hold characters that no document can print.

use serde_json::Value;

use crate::domain::french;
use crate::problem::Fault;
use crate::render::{holds, unprintable};

/// The code of such a fault.
pub(super) const CODE: &str = "text.unprintable";

/// One fault a field, in the order of the claim; each names its own characters.
pub(super) fn fields(claim: &[u8], characters: &[char]) -> Vec<Fault> {
    let mut out = Vec::new();
    if let Ok(value) = serde_json::from_slice(claim) {
        walk(&value, &mut String::new(), characters, &mut out);
    }
    out
}

fn walk(value: &Value, pointer: &mut String, characters: &[char], out: &mut Vec<Fault>) {
    let at = pointer.len();
    match value {
        Value::String(text) => {
            let here: Vec<char> = characters.iter().copied().filter(|c| holds(text, &[*c])).collect();
            if !here.is_empty() {
                let message = format!("{}.", french::capitalised(&unprintable(&here, text)));
                out.push(Fault::new(CODE, pointer, message));
            }
        }
        Value::Array(items) => {
            for (n, item) in items.iter().enumerate() {
                pointer.push_str(&format!("/{n}"));
                walk(item, pointer, characters, out);
                pointer.truncate(at);
            }
        }
        Value::Object(fields) => {
            for (name, field) in fields {
                pointer.push('/');
                pointer.push_str(&name.replace('~', "~0").replace('/', "~1"));
                walk(field, pointer, characters, out);
                pointer.truncate(at);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_field_names_its_own_characters() {
        let claim =
            r#"{"creditor": {"name": "Société 株"}, "debtors": [{"name": "会社"}, {"name": "Lefèvre"}]}"#;
        let faults = fields(claim.as_bytes(), &['会', '株', '社']);
        let pointers: Vec<&str> = faults.iter().map(|f| f.pointer.as_str()).collect();
        assert_eq!(pointers, ["/creditor/name", "/debtors/0/name"]);
        assert!(faults[0].message.starts_with("Le caractère « 株 » (U+682A) de « Société 株 » ne peut pas"));
        assert!(faults[1].message.contains("« 会 » (U+4F1A), « 社 » (U+793E)"), "{}", faults[1].message);
        assert!(fields(claim.as_bytes(), &['本']).is_empty());
    }
}
