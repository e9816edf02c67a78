//! W3C Trace Context: the trace of the one who asks, if he has one, stands in our log and in our answer.

use actix_web::http::header::{HeaderMap, HeaderName};

/// What the request says of its trace.
pub static PARENT: HeaderName = HeaderName::from_static("traceparent");
/// What the answer says of it.
pub static RESPONSE: HeaderName = HeaderName::from_static("traceresponse");

/// Our part of a trace, written as the answer says it and as whoever we call goes on with it.
#[derive(Debug, Clone)]
pub struct Traced(pub String);

/// A trace someone else began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    /// 32 hexadecimal digits.
    pub id: String,
    flags: String,
}

impl Trace {
    /// The trace of a request; one that is not well formed, or given twice, is as none.
    #[must_use]
    pub fn of(headers: &HeaderMap) -> Option<Trace> {
        let mut all = headers.get_all(&PARENT);
        let value = all.next()?.to_str().ok()?;
        if all.next().is_some() {
            return None;
        }
        Trace::read(value.trim())
    }

    /// `version-trace-parent-flags`; versions after 00 may have more behind it.
    fn read(value: &str) -> Option<Trace> {
        let hex = |s: &str, len| {
            s.len() == len && s.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
        };
        let mut fields = value.splitn(5, '-');
        let (version, id, parent, flags) = (fields.next()?, fields.next()?, fields.next()?, fields.next()?);
        let well_formed = hex(version, 2) && hex(id, 32) && hex(parent, 16) && hex(flags, 2);
        let zero = |s: &str| s.bytes().all(|b| b == b'0');
        if !well_formed || version == "ff" || zero(id) || zero(parent) {
            return None;
        }
        if version == "00" && fields.next().is_some() {
            return None;
        }
        Some(Trace { id: id.to_owned(), flags: flags.to_owned() })
    }

    /// For the answer; `span`: 16 hexadecimal digits of ours.
    #[must_use]
    pub fn response(&self, span: &str) -> String {
        format!("00-{}-{span}-{}", self.id, self.flags)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
    const PARENT: &str = "00f067aa0ba902b7";

    #[test]
    fn a_trace_is_read_as_the_standard_says() {
        let id = |value: &str| Trace::read(value).map(|t| t.id);
        assert_eq!(id(&format!("00-{ID}-{PARENT}-01")).as_deref(), Some(ID));
        assert_eq!(id(&format!("cc-{ID}-{PARENT}-01-what-will-be")).as_deref(), Some(ID));
        for wrong in [
            String::new(),
            format!("00-{ID}-{PARENT}"),
            format!("00-{ID}-{PARENT}-01-more"),
            format!("ff-{ID}-{PARENT}-01"),
            format!("0-{ID}-{PARENT}-01"),
            format!("00-{}-{PARENT}-01", ID.to_uppercase()),
            format!("00-{}-{PARENT}-01", "0".repeat(32)),
            format!("00-{ID}-{}-01", "0".repeat(16)),
            format!("00-{}-{PARENT}-01", &ID[1..]),
            format!("00-{ID}-{PARENT}-0g"),
            format!("00-{}\n-{PARENT}-01", &ID[1..]),
        ] {
            assert_eq!(id(&wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_answer_names_the_trace_and_our_part() {
        let trace = Trace::read(&format!("00-{ID}-{PARENT}-01")).unwrap();
        assert_eq!(trace.response("1122334455667788"), format!("00-{ID}-1122334455667788-01"));
    }
}
