//! The smallest client that can ask anything, wrong things included: one request a connection.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::Value;

pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|e| panic!("{e}: {} {}", self.status, String::from_utf8_lossy(&self.body)))
    }

    /// The problem, after checking that it is a whole one of that status.
    pub fn problem(&self, status: u16) -> Value {
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "{}", self.status);
        let problem = self.json();
        assert_eq!((self.status, problem["status"].as_u64()), (status, Some(u64::from(status))), "{problem}");
        for member in ["type", "title", "detail", "instance"] {
            assert!(problem[member].as_str().is_some_and(|s| !s.is_empty()), "{member}: {problem}");
        }
        problem
    }

    /// The codes of the faults of a problem.
    pub fn codes(&self, status: u16) -> Vec<String> {
        let problem = self.problem(status);
        let errors = problem["errors"].as_array().unwrap_or_else(|| panic!("no errors: {problem}"));
        errors.iter().map(|e| e["code"].as_str().unwrap().to_owned()).collect()
    }
}

/// Sends a request and reads the answer. A length or an encoding among the headers is sent as it is.
pub fn send(to: SocketAddr, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
    send_to(to, &to.to_string(), method, path, headers, body)
}

/// As [`send`], to a service called by another name.
pub fn send_to(
    to: SocketAddr,
    host: &str,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Answer {
    let mut head = format!("{method} {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n");
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    let framed = headers.iter().any(|(n, _)| matches!(*n, "content-length" | "transfer-encoding"));
    if !framed && (!body.is_empty() || method == "POST") {
        head.push_str(&format!("content-length: {}\r\n", body.len()));
    }
    head.push_str("\r\n");
    let mut stream = TcpStream::connect(to).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    stream.write_all(head.as_bytes()).unwrap();
    // A server that refuses early may close before the end of the body.
    let _ = stream.write_all(body);
    let (mut bytes, mut chunk) = (Vec::new(), [0; 65_536]);
    // Up to the length that the answer says: who refused early leaves the connection open for a while.
    while let Ok(n @ 1..) = stream.read(&mut chunk) {
        bytes.extend_from_slice(&chunk[..n]);
        if is_whole(&bytes, method == "HEAD") {
            break;
        }
    }
    parse(&bytes)
}

fn is_whole(bytes: &[u8], bodiless: bool) -> bool {
    let Some(end) = bytes.windows(4).position(|w| w == b"\r\n\r\n") else { return false };
    let head = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
    let length = head.split("\r\n").find_map(|l| l.strip_prefix("content-length: ")?.parse::<usize>().ok());
    bodiless || length.is_some_and(|n| bytes.len() >= end + 4 + n)
}

fn parse(bytes: &[u8]) -> Answer {
    let end = bytes.windows(4).position(|w| w == b"\r\n\r\n").expect("an answer");
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let mut lines = head.split("\r\n");
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let headers: Vec<(String, String)> = lines
        .map(|l| l.split_once(':').unwrap())
        .map(|(n, v)| (n.to_ascii_lowercase(), v.trim().to_owned()))
        .collect();
    let body = &bytes[end + 4..];
    let chunked = headers.iter().any(|(n, v)| n == "transfer-encoding" && v == "chunked");
    Answer { status, headers, body: if chunked { unchunked(body) } else { body.to_vec() } }
}

/// A body sent by pieces; what was cut stays cut.
fn unchunked(mut body: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    while let Some(line) = body.windows(2).position(|w| w == b"\r\n") {
        let length = std::str::from_utf8(&body[..line]).unwrap();
        let length = usize::from_str_radix(length, 16).unwrap().min(body.len() - line - 2);
        if length == 0 {
            break;
        }
        out.extend_from_slice(&body[line + 2..line + 2 + length]);
        body = body.get(line + 2 + length + 2..).unwrap_or_default();
    }
    out
}

/// A multipart form.
pub struct Form {
    body: Vec<u8>,
}

const BOUNDARY: &str = "----creance-test";

impl Form {
    pub fn new() -> Self {
        Form { body: Vec::new() }
    }

    pub fn part(mut self, disposition: &str, bytes: &[u8]) -> Self {
        let head = format!("--{BOUNDARY}\r\ncontent-disposition: form-data; {disposition}\r\n\r\n");
        self.body.extend_from_slice(head.as_bytes());
        self.body.extend_from_slice(bytes);
        self.body.extend_from_slice(b"\r\n");
        self
    }

    pub fn claim(self, bytes: &[u8]) -> Self {
        self.part("name=\"claim\"", bytes)
    }

    pub fn file(self, name: &str, bytes: &[u8]) -> Self {
        self.part(&format!("name=\"file\"; filename=\"{name}\""), bytes)
    }

    pub fn post(self, to: SocketAddr, path: &str) -> Answer {
        let end = format!("--{BOUNDARY}--\r\n");
        self.post_raw(to, path, end.as_bytes())
    }

    /// With headers, and the boundary that one likes.
    pub fn send(self, to: SocketAddr, path: &str, boundary: &str, headers: &[(&str, &str)]) -> Answer {
        // The parts are bytes; only the lines between them change.
        let mut body = Vec::new();
        let mut rest = &self.body[..];
        while let Some(at) = rest.windows(BOUNDARY.len()).position(|w| w == BOUNDARY.as_bytes()) {
            body.extend_from_slice(&rest[..at]);
            body.extend_from_slice(boundary.as_bytes());
            rest = &rest[at + BOUNDARY.len()..];
        }
        body.extend_from_slice(rest);
        body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
        let kind = format!("multipart/form-data; boundary={boundary}");
        let all = [&[("content-type", kind.as_str())], headers].concat();
        send(to, "POST", path, &all, &body)
    }

    /// Without the closing line.
    pub fn post_raw(mut self, to: SocketAddr, path: &str, end: &[u8]) -> Answer {
        self.body.extend_from_slice(end);
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        send(to, "POST", path, &[("content-type", &kind)], &self.body)
    }
}
