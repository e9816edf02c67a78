//! The table `tests/cases/hostile/cases.toml`, line by line.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::Value;

use super::case::{Case, Table};
use super::{is_well, service};

/// Every answer on the connection: status and the rest.
pub fn exchange(at: SocketAddr, request: &[u8]) -> Vec<(u16, String)> {
    let mut stream = TcpStream::connect(at).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    // Who refuses early closes early: what is left of the request then finds nobody.
    let mut writer = stream.try_clone().unwrap();
    let request = request.to_vec();
    let sending = std::thread::spawn(move || {
        let _ = writer.write_all(&request);
    });
    let mut bytes = Vec::new();
    let mut chunk = [0; 65_536];
    while let Ok(n @ 1..) = stream.read(&mut chunk) {
        bytes.extend_from_slice(&chunk[..n]);
    }
    let _ = stream.shutdown(Shutdown::Both);
    sending.join().unwrap();
    let text = String::from_utf8_lossy(&bytes);
    let starts: Vec<usize> = text.match_indices("HTTP/1.").map(|(i, _)| i).collect();
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let one = |(start, end): (&usize, usize)| -> (u16, String) {
        let answer = &text[*start..end];
        (answer.split(' ').nth(1).unwrap().parse().unwrap(), answer.to_owned())
    };
    // « Go on » is no answer.
    starts.iter().zip(ends).map(one).filter(|(status, _)| *status != 100).collect()
}

/// The stable codes an answer tells.
fn codes(answer: &str) -> Vec<String> {
    let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    let Ok(body) = serde_json::from_str::<Value>(body) else { return Vec::new() };
    let own = body["type"].as_str().and_then(|t| t.rsplit(':').next()).map(str::to_owned);
    let listed = ["errors", "findings"].iter().flat_map(|list| body[list].as_array().into_iter().flatten());
    own.into_iter().chain(listed.filter_map(|f| f["code"].as_str().map(str::to_owned))).collect()
}

/// What is wrong with the answer to a case.
fn wrong(at: SocketAddr, case: &Case) -> Option<String> {
    let answers = exchange(at, &case.bytes());
    let count = answers.len();
    let (status, answer) = answers.into_iter().next().unwrap_or((0, String::new()));
    let shown: String = answer.chars().take(900).collect();
    let told = codes(&answer);
    let expected = case.answers.unwrap_or(usize::from(status != 0));
    let fault = if !case.status.contains(&status) {
        format!("{status}, expected {:?}", case.status)
    } else if count != expected {
        format!("{count} answers, expected {expected}")
    } else if case.code.as_ref().is_some_and(|c| status >= 200 && !told.contains(c)) {
        format!("{told:?}, expected {:?}", case.code)
    } else if let Some(word) = case.says.iter().find(|w| !answer.contains(*w)) {
        format!("does not say {word:?}")
    } else if let Some(word) = case.silent.iter().find(|w| answer.contains(*w)) {
        format!("repeats {word:?}")
    } else if status >= 400
        && told.is_empty()
        && case.method.as_deref() != Some("HEAD")
        && !answer.ends_with("\r\n\r\n")
    {
        "a refusal that is no problem+json".to_owned()
    } else {
        return None;
    };
    Some(format!("{}: {fault}\n    {shown}", case.name))
}

#[test]
fn every_case_of_the_table_is_answered_as_it_says() {
    let path = format!("{}/tests/cases/hostile/cases.toml", env!("CARGO_MANIFEST_DIR"));
    let table: Table = toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let mut names: Vec<&str> = table.case.iter().map(|c| c.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), table.case.len(), "a name twice");
    assert!(table.case.iter().all(|c| !c.why.is_empty()));
    let service = service("");
    assert_eq!(service.bundle().status, 200);
    let workers = service.workers();
    let faults: Vec<String> = table.case.iter().filter_map(|c| wrong(service.at, c)).collect();
    assert!(faults.is_empty(), "{} of {}:\n{}", faults.len(), table.case.len(), faults.join("\n"));
    println!("{} cases", table.case.len());
    is_well(&service, &workers);
}
