//! Which addresses may be called: only hosts that the operator lists, only over HTTPS, never into a private network
//! unless that very host and port are listed as internal.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use ureq::http::Uri;
use ureq::http::uri::Authority;

use super::address::is_public;
use super::sign::Secret;
use crate::config::WebhooksConfig;

/// Longest address of a call.
const MAX_URL: usize = 2_048;

/// A host and a port, as listed.
type Place = (String, u16);

/// The rules of the operator.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Policy {
    hosts: Vec<Place>,
    internal: Vec<Place>,
    secret: Option<Secret>,
    secrets: BTreeMap<String, Secret>,
}

/// Why an address is not called, in French.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// No host is allowed, or no secret signs.
    #[error("ce service n'appelle personne : l'exploitant n'a ouvert aucun destinataire")]
    Closed,
    /// Not an address of the web.
    #[error("ce n'est pas une adresse https://… complète, en ASCII, sans nom d'utilisateur")]
    Malformed,
    /// Plain HTTP.
    #[error("seul https est admis")]
    Plain,
    /// A host or port that is not listed.
    #[error("cet hôte, à ce port, n'est pas sur la liste de l'exploitant")]
    Unlisted,
    /// It leads to a private network.
    #[error("cet hôte mène à une adresse qui n'est pas publique")]
    Private,
}

impl Policy {
    /// Reads the rules.
    ///
    /// # Errors
    /// A French sentence on what is wrong.
    pub fn new(config: &WebhooksConfig) -> Result<Policy, String> {
        let hosts = config.hosts.iter().map(|h| place(h, Some(443))).collect::<Result<Vec<_>, _>>()?;
        let internal = config.internal.iter().map(|h| place(h, None)).collect::<Result<Vec<_>, _>>()?;
        let read = |text: &String| Secret::read(text).map_err(|e| e.to_string());
        let secret = config.secret.as_ref().map(read).transpose()?;
        let each = config.secrets.iter().map(|(tenant, text)| Ok((tenant.clone(), read(text)?)));
        let secrets = each.collect::<Result<BTreeMap<_, _>, String>>()?;
        if secret.is_none() && secrets.is_empty() && !(hosts.is_empty() && internal.is_empty()) {
            return Err("des hôtes sont ouverts, mais aucun secret ne signe : ajoutez secret".to_owned());
        }
        if config.timeout_seconds == 0 {
            return Err("timeout_seconds doit valoir au moins 1".to_owned());
        }
        Ok(Policy { hosts, internal, secret, secrets })
    }

    /// The secret of a tenant.
    #[must_use]
    pub fn secret(&self, tenant: &str) -> Option<&Secret> {
        self.secrets.get(tenant).or(self.secret.as_ref())
    }

    /// Whether an address may be called for a tenant, as far as its words tell; see [`Policy::admits`] for the rest.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn check(&self, tenant: &str, url: &str) -> Result<(), Refused> {
        if self.secret(tenant).is_none() || (self.hosts.is_empty() && self.internal.is_empty()) {
            return Err(Refused::Closed);
        }
        if url.len() > MAX_URL || url.contains(['#', '\\', '@']) {
            return Err(Refused::Malformed);
        }
        let uri: Uri = url.parse().map_err(|_| Refused::Malformed)?;
        self.check_uri(&uri).map(|_| ())
    }

    /// The place an address leads to, and whether it is an internal one.
    pub(super) fn check_uri(&self, uri: &Uri) -> Result<(Place, bool), Refused> {
        let (scheme, authority) = uri.scheme_str().zip(uri.authority()).ok_or(Refused::Malformed)?;
        let standard = match scheme {
            "https" => 443,
            "http" => 80,
            _ => return Err(Refused::Malformed),
        };
        if !is_plain(authority) {
            return Err(Refused::Malformed);
        }
        let place = (authority.host().to_ascii_lowercase(), authority.port_u16().unwrap_or(standard));
        if self.internal.contains(&place) {
            return Ok((place, true));
        }
        match scheme {
            "https" if self.hosts.contains(&place) => Ok((place, false)),
            "https" => Err(Refused::Unlisted),
            _ => Err(Refused::Plain),
        }
    }

    /// Whether the addresses that a host leads to may be called: all of them, or none.
    ///
    /// # Errors
    /// [`Refused::Private`].
    pub(super) fn admits(internal: bool, addresses: &[SocketAddr]) -> Result<(), Refused> {
        let public = internal || addresses.iter().all(|a| is_public(a.ip()));
        if public { Ok(()) } else { Err(Refused::Private) }
    }
}

/// A host, with a port that is a number if there is one; no user.
fn is_plain(authority: &Authority) -> bool {
    let bare = authority.as_str() == authority.host();
    !authority.as_str().contains('@') && (bare || authority.port_u16().is_some())
}

/// Reads `host` or `host:port`.
fn place(text: &str, standard: Option<u16>) -> Result<Place, String> {
    let wrong = || match standard {
        Some(_) => format!("« {text} » : écrivez hôte ou hôte:port"),
        None => format!("« {text} » : écrivez hôte:port"),
    };
    let authority: Authority = text.parse().map_err(|_| wrong())?;
    let port = authority.port_u16().or(standard).ok_or_else(wrong)?;
    if authority.host().is_empty() || text.contains('*') || !is_plain(&authority) {
        return Err(wrong());
    }
    Ok((authority.host().to_ascii_lowercase(), port))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    fn policy() -> Policy {
        Policy::new(&WebhooksConfig {
            hosts: vec!["erp.example.fr".into(), "Cabinet.example.fr:8443".into()],
            internal: vec!["127.0.0.1:9000".into(), "[::1]:9000".into(), "erp.lan:80".into()],
            secret: Some(SECRET.into()),
            ..WebhooksConfig::default()
        })
        .unwrap()
    }

    #[test]
    fn only_listed_hosts_at_their_port_over_https() {
        let policy = policy();
        for url in [
            "https://erp.example.fr/hook?x=1",
            "https://ERP.example.fr:443/",
            "https://cabinet.example.fr:8443",
            "http://127.0.0.1:9000/hook",
            "https://127.0.0.1:9000/hook",
            "http://[::1]:9000/",
            "http://erp.lan/",
        ] {
            assert_eq!(policy.check("t", url), Ok(()), "{url}");
        }
        for (url, why) in [
            ("http://erp.example.fr/", Refused::Plain),
            ("https://erp.example.fr:8443/", Refused::Unlisted),
            ("https://cabinet.example.fr/", Refused::Unlisted),
            ("https://other.example.fr/", Refused::Unlisted),
            ("https://erp.example.fr.evil.example/", Refused::Unlisted),
            ("https://erp.example.fr./", Refused::Unlisted),
            ("https://sub.erp.example.fr/", Refused::Unlisted),
            ("https://127.0.0.1/", Refused::Unlisted),
            ("http://127.0.0.1:9001/", Refused::Plain),
            ("http://localhost:9000/", Refused::Plain),
            ("https://2130706433/", Refused::Unlisted),
            ("https://user:pass@erp.example.fr/", Refused::Malformed),
            ("https://evil.example@erp.example.fr/", Refused::Malformed),
            ("https://erp.example.fr/#@evil.example", Refused::Malformed),
            ("https://erp.example.fr\\@evil.example/", Refused::Malformed),
            ("ftp://erp.example.fr/", Refused::Malformed),
            ("file:///etc/passwd", Refused::Malformed),
            ("gopher://erp.example.fr/", Refused::Malformed),
            ("//erp.example.fr/", Refused::Malformed),
            ("/hook", Refused::Malformed),
            ("https://", Refused::Malformed),
            ("https://erp.example.fr:/", Refused::Malformed),
            ("https://erp.example.fr:99999/", Refused::Malformed),
            ("https://erp.example.fr/\r\nx: y", Refused::Malformed),
            ("", Refused::Malformed),
        ] {
            assert_eq!(policy.check("t", url), Err(why), "{url}");
        }
        let long = format!("https://erp.example.fr/{}", "a".repeat(MAX_URL));
        assert_eq!(policy.check("t", &long), Err(Refused::Malformed));
    }

    #[test]
    fn without_hosts_or_without_a_secret_nobody_is_called() {
        let closed = Policy::new(&WebhooksConfig::default()).unwrap();
        assert_eq!(closed.check("t", "https://erp.example.fr/"), Err(Refused::Closed));
        let config = WebhooksConfig { hosts: vec!["erp.example.fr".into()], ..WebhooksConfig::default() };
        assert!(Policy::new(&config).is_err());
        let secrets = [("a".to_owned(), SECRET.to_owned())].into();
        let own = Policy::new(&WebhooksConfig { secrets, ..config }).unwrap();
        assert_eq!(own.check("a", "https://erp.example.fr/"), Ok(()));
        assert_eq!(own.check("b", "https://erp.example.fr/"), Err(Refused::Closed));
    }

    #[test]
    fn what_the_operator_mistypes_is_told() {
        let with = |hosts: &str, internal: &str| {
            let list = |s: &str| s.split(' ').filter(|s| !s.is_empty()).map(str::to_owned).collect();
            let (hosts, internal) = (list(hosts), list(internal));
            let config =
                WebhooksConfig { hosts, internal, secret: Some(SECRET.into()), ..WebhooksConfig::default() };
            Policy::new(&config)
        };
        assert!(with("erp.example.fr", "127.0.0.1:80").is_ok());
        for (hosts, internal) in [
            ("https://erp.example.fr", ""),
            ("*.example.fr", ""),
            ("a@b", ""),
            ("", "127.0.0.1"),
            ("h:x", ""),
        ] {
            assert!(with(hosts, internal).is_err(), "{hosts} {internal}");
        }
    }

    #[test]
    fn one_private_address_among_public_ones_closes_the_host() {
        let at = |all: &[&str]| all.iter().map(|a| a.parse().unwrap()).collect::<Vec<SocketAddr>>();
        assert_eq!(Policy::admits(false, &at(&["8.8.8.8:443", "[2a01::1]:443"])), Ok(()));
        assert_eq!(Policy::admits(false, &at(&["8.8.8.8:443", "127.0.0.1:443"])), Err(Refused::Private));
        assert_eq!(Policy::admits(false, &at(&["[fd00::1]:443"])), Err(Refused::Private));
        assert_eq!(Policy::admits(true, &at(&["127.0.0.1:443"])), Ok(()));
    }
}
