//! What foreign bytes may never do: each function takes any bytes, and panics when a promise is broken.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;
use std::sync::{Arc, LazyLock};

use creance::app::{App, TableFormat};
use creance::batch::intake::{self, Bounds, Kind, Sorter};
use creance::bundle::{Exhibit, Limits as FileLimits, verify as verify_bundle};
use creance::claim::{self, Limits};
use creance::domain::Money;
use creance::statement::view::StatementView;
use creance::store::batches::{ItemState, NewItem};
use serde_json::{Value, json};

static APP: LazyLock<Arc<App>> = LazyLock::new(|| {
    let today = || "2026-11-22".parse().expect("a day");
    Arc::new(App::load(None, None, Limits::default(), today).expect("our own rules"))
});

const CLAIMS: [&str; 6] = [
    include_str!("../../examples/claims/01_b2b_three_invoices.json"),
    include_str!("../../examples/claims/02_consumer_craftsman.json"),
    include_str!("../../examples/claims/03_residential_rent.json"),
    include_str!("../../examples/claims/04_order_to_serve.json"),
    include_str!("../../examples/claims/05_title_to_execute.json"),
    include_str!("../../examples/claims/06_blocked.json"),
];

/// Any bytes as a claim: read into a file that reads again as itself, or refused with every reason in its place.
pub fn claim(data: &[u8]) {
    match claim::read(data, &Limits::default()) {
        Ok(file) => {
            let written = serde_json::to_vec(&file).expect("what was read can be written");
            let again = claim::read(&written, &Limits::default()).expect("what we write can be read");
            assert_eq!(file, again, "reading what was written");
        }
        Err(refused) => {
            assert!((1..=1_001).contains(&refused.errors.len()), "{} reasons", refused.errors.len());
            for e in &refused.errors {
                assert!(e.pointer.is_empty() || e.pointer.starts_with('/'), "{e:?}");
                assert!(!e.message.is_empty() && !e.message.chars().any(char::is_control), "{e:?}");
            }
        }
    }
}

/// Edits of an example, told by the bytes: judged without failure, and every sum is that of its lines.
pub fn statement(data: &[u8]) {
    let Some((which, edits)) = data.split_first() else { return };
    let mut claim: Value =
        serde_json::from_str(CLAIMS[usize::from(*which) % CLAIMS.len()]).expect("an example");
    for edit in edits.chunks_exact(4).take(40) {
        change(&mut claim, edit);
    }
    let bytes = serde_json::to_vec(&claim).expect("JSON");
    let Ok(statement) = APP.statement(&bytes, None) else {
        assert!(APP.check(&bytes, None, None).is_err(), "a claim that is judged has its statement");
        return;
    };
    adds_up(&statement);
    let report = APP.check(&bytes, None, None).expect("a claim with its statement is judged");
    let report = serde_json::to_value(&report).expect("JSON");
    let closed: BTreeSet<&str> = report["admissible"]
        .as_object()
        .expect("an object")
        .iter()
        .filter_map(|(bundle, open)| (!open.as_bool().unwrap_or(false)).then_some(bundle.as_str()))
        .collect();
    for finding in report["findings"].as_array().expect("a list") {
        for bundle in finding["blocks"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            let shuts = finding["severity"] == "error";
            assert!(!shuts || closed.contains(bundle), "{bundle} is open and closed: {finding}");
        }
    }
    for table in [TableFormat::Csv, TableFormat::Xlsx] {
        APP.statement_table(&bytes, None, table).expect("a table");
    }
    APP.deadlines_ics(&bytes, None, None).expect("a calendar");
}

/// The sums of a statement.
fn adds_up(s: &StatementView) {
    let sum = |of: &dyn Fn(&creance::statement::view::LineView) -> Money| {
        s.invoices.iter().map(of).fold(Money::ZERO, |a, b| a + b)
    };
    let t = &s.totals;
    assert_eq!(sum(&|l| l.principal_due), t.principal_due, "principal");
    assert_eq!(sum(&|l| l.interest_due), t.interest_due, "interest");
    assert_eq!(sum(&|l| l.indemnity_due), t.indemnities_due, "indemnities");
    let due = t.principal_due + t.interest_due + t.indemnities_due + t.penalty_clause_due + t.costs_due;
    assert_eq!(due, t.total_due, "total");
    for line in &s.invoices {
        let accrued = line.segments.iter().fold(Money::ZERO, |a, g| a + g.interest);
        let accrued = accrued + line.liquidated_interest.unwrap_or(Money::ZERO);
        assert_eq!(accrued, line.interest, "interest of {}", line.number);
        for g in &line.segments {
            assert!(
                g.from <= g.to && i64::from(g.days) == (g.to - g.from).num_days() + 1,
                "days of {}",
                line.number
            );
        }
        for left in [line.principal_due, line.interest_due, line.indemnity_due] {
            assert!(left >= Money::ZERO, "less than nothing is due of {}", line.number);
        }
    }
    assert!(!s.explanation.is_empty());
}

/// Four bytes, one edit: a place of the value, what is done there, with which word.
fn change(value: &mut Value, edit: &[u8]) {
    let &[a, b, what, word] = edit else { return };
    let mut places = Vec::new();
    listed(value, String::new(), &mut places);
    let place = usize::from(u16::from_le_bytes([a, b])) % places.len();
    let Some(at) = value.pointer_mut(&places[place]) else { return };
    const DAYS: [&str; 12] = [
        "2026-11-22",
        "2026-11-21",
        "2026-01-01",
        "2025-12-31",
        "2024-02-29",
        "2020-07-01",
        "2016-06-30",
        "2013-01-01",
        "1999-12-31",
        "2026-12-31",
        "2027-06-30",
        "1000-01-01",
    ];
    const SUMS: [&str; 9] =
        ["0", "0.01", "0.99", "1.00", "40.00", "5000.00", "5000.01", "10000", "99999999999.99"];
    let pick = |all: &[&str]| json!(all[usize::from(word) % all.len()]);
    match (what % 9, at) {
        (0, at) => *at = pick(&DAYS),
        (1, at) => *at = pick(&SUMS),
        (2, Value::Array(items)) => {
            if let Some(one) = items.get(usize::from(word) % items.len().max(1)).cloned() {
                items.push(one);
            }
        }
        (3, Value::Array(items)) => items.truncate(usize::from(word) % 3),
        (4, Value::Object(fields)) => {
            let keys: Vec<String> = fields.keys().cloned().collect();
            if let Some(key) = keys.get(usize::from(word) % keys.len().max(1)) {
                fields.shift_remove(key);
            }
        }
        (5, Value::Object(fields)) => {
            // A field that may stand there, or may not.
            const MORE: [(&str, &str); 14] = [
                ("due_on", "\"2026-03-31\""),
                ("kind", "\"credit_note\""),
                ("credits", "\"F-2026-041\""),
                ("disputed", "true"),
                ("late_rate", "\"b2b_floor\""),
                ("late_rate", "\"0\""),
                ("policy", "{\"day_count\":\"actual\",\"imputation\":\"principal_first\"}"),
                ("policy", "{\"rate_follows\":\"first_half_year\",\"indemnity_rank\":\"before_interest\"}"),
                ("allocation", "\"principal_first\""),
                ("amount_basis", "\"estimated\""),
                (
                    "instalments",
                    "{\"kind\":\"proposed\",\"instalments\":{\"count\":12,\"first_due_on\":\"2026-12-31\",\"every\":\"month\"}}",
                ),
                (
                    "relief",
                    "{\"claim_prescribed\":true,\"capitalisation\":true,\"interest\":\"legal\",\"penalty_clause\":\"100.00\"}",
                ),
                ("credit", "{\"rate\":\"4.5\",\"first_default_on\":\"2025-01-05\"}"),
                ("returned", "\"unclaimed\""),
            ];
            let (key, text) = MORE[usize::from(word) % MORE.len()];
            fields.insert(key.to_owned(), serde_json::from_str(text).expect("JSON"));
        }
        (6, at) => *at = json!(word % 2 == 0),
        (7, at) => *at = json!(word),
        (8, at) => {
            *at = pick(&[
                "sale_of_goods",
                "consumer_credit",
                "residential_lease",
                "bill_of_exchange",
                "individual",
                "consumer",
                "b2b_default",
                "12.15",
                "FR",
                "DE",
                "F-2026-041",
                "partial_payment",
                "acknowledgment",
                "formal_notice",
            ]);
        }
        _ => {}
    }
}

fn listed(value: &Value, at: String, out: &mut Vec<String>) {
    match value {
        Value::Object(fields) => fields.iter().for_each(|(k, v)| {
            listed(v, format!("{at}/{}", k.replace('~', "~0").replace('/', "~1")), out);
        }),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(i, v)| listed(v, format!("{at}/{i}"), out))
        }
        _ => {}
    }
    out.push(at);
}

/// Any bytes as a question: `{kind, input}` for a deadline, anything else for interest; answered or refused.
pub fn question(data: &[u8]) {
    let _ = APP.interest(data);
    let Ok(Value::Object(mut fields)) = claim::read_value(data) else { return };
    if let (Some(Value::String(kind)), Some(input)) =
        (fields.shift_remove("kind"), fields.shift_remove("input"))
        && let Ok(answer) = APP.deadline(&kind, input)
    {
        assert!(!answer.explanation.computation.is_empty(), "{kind}: a deadline without its computation");
        assert!(answer.result.is_object());
    }
}

/// Any bytes as a piece: taken in with its pages, or refused with what to do; the first byte is the name's.
pub fn exhibit(data: &[u8]) {
    const NAMES: [&str; 4] = ["piece.pdf", "piece.png", "piece.jpg", "piece"];
    let Some((name, bytes)) = data.split_first() else { return };
    let name = NAMES[usize::from(*name) % NAMES.len()];
    let bytes = bytes.to_vec();
    // As the worker that does it: on a deep stack.
    let reader = std::thread::Builder::new().stack_size(256 << 20);
    let read = reader.spawn(move || Exhibit::read(name, bytes, &FileLimits::default())).expect("a thread");
    match read.join().expect("reading a piece never fails") {
        Ok(piece) => assert!(piece.pages() > 0 && piece.pages() == piece.page_sizes().len()),
        Err(refused) => assert!(refused.to_string().len() > 20, "{refused:?}"),
    }
}

/// Any bytes as a bundle: valid without problem, or with its problems, which end.
pub fn verify(data: &[u8]) {
    let verdict = verify_bundle(data);
    assert_eq!(verdict.valid, verdict.problems.is_empty());
    assert!(verdict.problems.len() <= 101);
}

/// Any bytes as a batch, lines or a ZIP by the first one: cut into items, none lost, each of which waits, is refused with
/// its reason, or repeats one that waits; or refused as a whole.
pub fn batch(data: &[u8]) {
    const LINE: usize = 8 << 10;
    let Some((kind, body)) = data.split_first() else { return };
    let kind = if kind % 2 == 0 { Kind::Ndjson } else { Kind::Zip };
    let claim = Limits { json_bytes: LINE, ..Limits::default() };
    let bounds = Bounds { items: 40, unpacked: 1 << 20, claim };
    let mut sorter = Sorter::new(APP.clone());
    let mut items: Vec<NewItem> = Vec::new();
    let read = intake::read(kind, Cursor::new(body), &bounds, &mut |piece| {
        assert!(piece.claim.len() <= LINE, "{} bytes of a claim", piece.claim.len());
        items.push(sorter.sort(piece));
        Ok(())
    });
    assert!(items.len() <= bounds.items);
    sorted(&items);
    if kind == Kind::Ndjson {
        let blank = |line: &[u8]| line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line).trim_ascii().is_empty();
        let lines = body.split(|b| *b == b'\n').filter(|line| !blank(line)).count();
        let whole = (1..=bounds.items).contains(&lines);
        assert_eq!(read.is_ok(), whole, "{lines} lines");
        assert!(!whole || items.len() == lines, "{} items of {lines} lines", items.len());
    }
}

/// Items of one batch.
fn sorted(items: &[NewItem]) {
    let mut waiting = BTreeMap::new();
    for (item, n) in items.iter().zip(1..) {
        assert_eq!(item.position, n);
        assert!(
            item.reference.chars().count() <= 64 && !item.reference.contains(char::is_control),
            "{item:?}"
        );
        match item.state {
            ItemState::Queued => {
                let claim = item.claim.as_deref().expect("what waits has its claim");
                assert!(APP.read_claim(claim).is_ok() && item.problem.is_none(), "{item:?}");
                assert_eq!(waiting.insert(&item.digest, n), None, "two alike wait");
            }
            ItemState::Duplicate => assert_eq!(item.duplicate_of.as_ref(), waiting.get(&item.digest)),
            ItemState::Refused => {
                let problem = item.problem.as_deref().expect("a reason");
                let problem: Value = serde_json::from_str(problem).expect("JSON");
                assert!(problem["status"].as_u64().is_some_and(|s| (400..500).contains(&s)), "{problem}");
            }
            other => panic!("an item is {other:?} before any work"),
        }
        let kept = item.state == ItemState::Queued;
        assert!(kept || (item.claim.is_none() && item.files.is_empty()), "what is not worked on is not kept");
    }
}
