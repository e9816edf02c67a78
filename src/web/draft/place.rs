//! Pointers (RFC 6901) into a draft that is not there yet.

use std::borrow::Cow;

use serde_json::{Map, Value};

/// A rank past this is no row of a page.
const MOST: usize = 10_000;

/// The segments of a pointer, unescaped; none for the whole, or for what is no pointer.
#[must_use]
pub fn segments(pointer: &str) -> Vec<Cow<'_, str>> {
    let plain = |s| match s {
        s if str::contains(s, '~') => Cow::Owned(s.replace("~1", "/").replace("~0", "~")),
        s => Cow::Borrowed(s),
    };
    pointer.strip_prefix('/').map(|rest| rest.split('/').map(plain).collect()).unwrap_or_default()
}

/// What holds the value at a pointer, and under which name.
#[must_use]
pub fn parent(pointer: &str) -> Option<(&str, Cow<'_, str>)> {
    let (up, _) = pointer.rsplit_once('/')?;
    Some((up, segments(pointer).pop()?))
}

fn rank(part: &str) -> Option<usize> {
    let digits = !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| part.parse().ok()).flatten().filter(|n| *n < MOST)
}

fn is_rank(part: &str) -> bool {
    !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit())
}

/// The container one step further, made when it is not there: a list when the step after it is a rank.
pub(super) fn enter<'v>(here: &'v mut Value, part: &str, next: &str) -> Option<&'v mut Value> {
    let slot = slot(here, part)?;
    let fits = match slot {
        Value::Array(_) => is_rank(next),
        Value::Object(_) => !is_rank(next),
        _ => false,
    };
    if !fits {
        *slot = if is_rank(next) { Value::Array(Vec::new()) } else { Value::Object(Map::new()) };
    }
    Some(slot)
}

/// Puts a value in a container.
pub(super) fn put(here: &mut Value, part: &str, value: Value) {
    if let Some(slot) = slot(here, part) {
        *slot = value;
    }
}

fn slot<'v>(here: &'v mut Value, part: &str) -> Option<&'v mut Value> {
    match here {
        Value::Object(map) => Some(map.entry(part.to_owned()).or_insert(Value::Null)),
        Value::Array(items) => {
            let rank = rank(part)?;
            if items.len() <= rank {
                items.resize(rank + 1, Value::Null);
            }
            items.get_mut(rank)
        }
        _ => None,
    }
}
