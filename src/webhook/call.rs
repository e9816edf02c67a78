//! One try of a call: signed, without redirects, to the very addresses that were checked, within its time.

use std::time::Duration;

use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Error};

use super::policy::Policy;
use super::sign::Secret;

/// What a try gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// A status; the body is not read.
    Status(u16),
    /// None: why, in a word.
    Nothing(&'static str),
}

/// Calls under a policy.
#[derive(Debug, Clone)]
pub struct Caller {
    agent: Agent,
}

impl Caller {
    /// A caller.
    #[must_use]
    pub fn new(policy: Policy, timeout: Duration) -> Caller {
        let config = Agent::config_builder()
            .timeout_global(Some(timeout))
            .timeout_resolve(Some(timeout))
            // Another address than the one checked is not called; its status is told as it is.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            // A proxy of the environment would call in our place, unchecked.
            .proxy(None)
            .max_response_header_size(16 << 10)
            // Every try resolves and checks anew.
            .max_idle_connections(0)
            .user_agent(concat!("creance/", env!("CARGO_PKG_VERSION")))
            .build();
        let resolver = Checked { policy, inner: DefaultResolver::default() };
        Caller { agent: Agent::with_parts(config, DefaultConnector::default(), resolver) }
    }

    /// Tries once. `timestamp`: seconds since 1970; `trace`: the `traceparent` it goes on with.
    #[must_use]
    pub fn call(
        &self,
        url: &str,
        secret: &Secret,
        id: &str,
        timestamp: i64,
        trace: Option<&str>,
        payload: &[u8],
    ) -> Answer {
        let mut call = self
            .agent
            .post(url)
            .header("content-type", "application/json")
            .header("webhook-id", id)
            .header("webhook-timestamp", timestamp.to_string())
            .header("webhook-signature", secret.sign(id, timestamp, payload));
        if let Some(trace) = trace {
            call = call.header("traceparent", trace);
        }
        match call.send(payload) {
            Ok(answer) => Answer::Status(answer.status().as_u16()),
            Err(Error::Timeout(_)) => Answer::Nothing("timeout"),
            Err(Error::HostNotFound) => Answer::Nothing("host_not_found"),
            Err(Error::Other(e)) if e.is::<super::Refused>() => Answer::Nothing("refused"),
            Err(Error::Tls(_) | Error::Rustls(_)) => Answer::Nothing("tls"),
            Err(e) => {
                tracing::debug!(cause = %e, "a call was not answered");
                Answer::Nothing("unreachable")
            }
        }
    }
}

/// Finds the addresses of a host and hands on only those that may be called: the connection is then made to these, so
/// that a name which leads elsewhere a moment later changes nothing.
#[derive(Debug)]
struct Checked {
    policy: Policy,
    inner: DefaultResolver,
}

impl Resolver for Checked {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let refused = |why: super::Refused| Error::Other(Box::new(why));
        let (_, internal) = self.policy.check_uri(uri).map_err(refused)?;
        let found = self.inner.resolve(uri, config, timeout)?;
        Policy::admits(internal, &found).map_err(refused)?;
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpListener;
    use std::thread;

    use super::*;
    use crate::config::WebhooksConfig;

    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    fn caller(internal: Vec<String>, hosts: Vec<String>) -> Caller {
        let config =
            WebhooksConfig { internal, hosts, secret: Some(SECRET.into()), ..WebhooksConfig::default() };
        Caller::new(Policy::new(&config).unwrap(), Duration::from_secs(2))
    }

    fn call(caller: &Caller, url: &str) -> Answer {
        caller.call(url, &Secret::read(SECRET).unwrap(), "msg_1", 1, None, b"{}")
    }

    /// Answers one request with what it is given, and tells the request.
    fn answering(answer: &'static [u8]) -> (u16, thread::JoinHandle<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let handle = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut got = Vec::new();
            while !got.ends_with(b"\r\n\r\n{}") {
                let mut piece = [0; 1024];
                match stream.read(&mut piece) {
                    Ok(0) | Err(_) => break,
                    Ok(n) => got.extend_from_slice(&piece[..n]),
                }
            }
            stream.write_all(answer).unwrap();
            String::from_utf8_lossy(&got).into_owned()
        });
        (port, handle)
    }

    #[test]
    fn a_call_carries_the_three_headers_and_follows_no_redirect() {
        let redirect = b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n";
        let (port, request) = answering(redirect);
        let caller = caller(vec![format!("127.0.0.1:{port}")], vec![]);
        assert_eq!(call(&caller, &format!("http://127.0.0.1:{port}/hook")), Answer::Status(302));
        let request = request.join().unwrap();
        assert!(request.starts_with("POST /hook HTTP/1.1\r\n"), "{request}");
        let signed = Secret::read(SECRET).unwrap().sign("msg_1", 1, b"{}");
        for header in
            ["webhook-id: msg_1\r\n", "webhook-timestamp: 1\r\n", &format!("webhook-signature: {signed}\r\n")]
        {
            assert!(request.contains(header), "{header} in {request}");
        }
    }

    #[test]
    fn what_leads_to_this_machine_is_not_called_although_its_name_is_listed() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let port = listener.local_addr().unwrap().port();
        for host in ["localhost", "127.0.0.1"] {
            let caller = caller(vec![], vec![format!("{host}:{port}")]);
            assert_eq!(call(&caller, &format!("https://{host}:{port}/")), Answer::Nothing("refused"));
        }
        // Refused although it was let in once: the policy may have changed since.
        let caller = caller(vec![], vec!["erp.example.fr".into()]);
        assert_eq!(call(&caller, &format!("http://127.0.0.1:{port}/")), Answer::Nothing("refused"));
        assert!(listener.accept().is_err(), "nobody came");
    }

    #[test]
    fn silence_nonsense_and_closed_doors_are_told_apart_and_end() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let place = format!("127.0.0.1:{port}");
        assert_eq!(
            call(&caller(vec![place.clone()], vec![]), &format!("http://{place}/")),
            Answer::Nothing("timeout")
        );
        drop(listener);
        assert_eq!(
            call(&caller(vec![place.clone()], vec![]), &format!("http://{place}/")),
            Answer::Nothing("unreachable")
        );
        // No TLS on the other side.
        let (port, request) = answering(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n");
        let place = format!("127.0.0.1:{port}");
        let answer = call(&caller(vec![place.clone()], vec![]), &format!("https://{place}/"));
        assert!(matches!(answer, Answer::Nothing(_)), "{answer:?}");
        drop(request);
    }
}
