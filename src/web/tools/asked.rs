//! The question of an address, as typed: names and values in their order, a name several times when its field is
//! repeated. And the way back: the address of a question.

use actix_web::web::Query;

/// Names and values, as typed.
#[derive(Debug, Clone, Default)]
pub struct Asked(Vec<(String, String)>);

impl Asked {
    /// Reads what stands after `?`; what cannot be read says nothing.
    #[must_use]
    pub fn read(query: &str) -> Asked {
        let pairs =
            Query::<Vec<(String, String)>>::from_query(query).map(Query::into_inner).unwrap_or_default();
        // A reader of PDF files copies the places where a long address may be cut.
        let plain = |t: &str| t.replace(['\u{200b}', '\0'], "").trim().to_owned();
        Asked(pairs.iter().map(|(name, value)| (plain(name), plain(value))).collect())
    }

    /// The first value of a name, be it empty.
    #[must_use]
    pub fn first(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// The nth value of a name, when it says something.
    #[must_use]
    pub fn nth(&self, name: &str, n: usize) -> Option<&str> {
        let mut all = self.0.iter().filter(|(own, _)| own == name);
        all.nth(n).map(|(_, v)| v.as_str()).filter(|v| !v.is_empty())
    }

    /// How many times a name stands there.
    #[must_use]
    pub fn count(&self, name: &str) -> usize {
        self.0.iter().filter(|(own, _)| own == name).count()
    }
}

/// An address with its question.
#[must_use]
pub fn address(path: &str, pairs: &[(String, String)]) -> String {
    let one = |(name, value): &(String, String)| format!("{name}={}", encoded(value));
    let query: Vec<String> = pairs.iter().map(one).collect();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
}

/// A value as an address holds it (RFC 3986, § 3.4): dates and amounts stay readable.
fn encoded(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for b in value.bytes() {
        match b {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' | b',' => {
                out.push(char::from(b))
            }
            b' ' => out.push('+'),
            _ => out.push_str(&format!("%{b:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_reads_back() {
        let typed = [("le", "31/03/2026"), ("ville", "L’Haÿ & <b>"), ("vide", ""), ("le", "1 234,5+6")];
        let pairs: Vec<(String, String)> =
            typed.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        let text = address("/outils/x", &pairs);
        assert_eq!(text, "/outils/x?le=31/03/2026&ville=L%E2%80%99Ha%C3%BF+%26+%3Cb%3E&vide=&le=1+234,5%2B6");
        let asked = Asked::read(text.split_once('?').unwrap().1);
        assert_eq!((asked.first("ville"), asked.first("vide")), (Some("L’Haÿ & <b>"), Some("")));
        assert_eq!(
            (asked.nth("le", 1), asked.count("le"), asked.nth("vide", 0)),
            (Some("1 234,5+6"), 2, None)
        );
        assert_eq!(address("/x", &[]), "/x");
        assert_eq!(Asked::read("le=%FF&&=").count("rien"), 0);
    }
}
