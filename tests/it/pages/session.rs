//! Who opens the form: a key typed once, kept in a cookie that opens nothing else; and no page of another site.

use std::net::SocketAddr;
use std::sync::LazyLock;

use creance::access::{Fresh, Pepper, Shown};
use creance::config::{AccessConfig, Config};
use creance::store::{KeyRow, Moment, Store};

use super::browser::Browser;
use crate::http::{SERVICE, send, start_on};

struct Closed {
    at: SocketAddr,
    key: String,
    _dir: tempfile::TempDir,
}

static CLOSED: LazyLock<Closed> = LazyLock::new(|| {
    let dir = tempfile::tempdir().unwrap();
    let address = format!("sqlite:{}/creance.sqlite", dir.path().display());
    let fresh = Fresh::make().unwrap();
    let row = KeyRow {
        id: fresh.id.clone(),
        tenant: "cabinet".to_owned(),
        label: "essai".to_owned(),
        digest: Pepper::default().digest(Shown::read(fresh.text()).unwrap()),
        scopes: "read,documents".to_owned(),
        per_minute: None,
        created_at: Moment::from_millis(1_000_000_000_000),
        expires_at: None,
        revoked_at: None,
    };
    actix_web::rt::System::new().block_on(async {
        let store = Store::open(&address, 1).await.unwrap();
        store.add_key(&row).await.unwrap();
        store.close().await;
    });
    let access = AccessConfig { https: true, ..AccessConfig::default() };
    let at = start_on(Config { access, ..Config::default() }, address);
    Closed { at, key: fresh.text().to_owned(), _dir: dir }
});

#[test]
fn the_form_asks_for_a_key_and_keeps_it_for_itself() {
    let closed = &*CLOSED;
    let answer = send(closed.at, "GET", "/dossier/parties", &[], b"");
    assert_eq!((answer.status, answer.header("location")), (303, Some("/connexion")));
    let mut page = Browser::open(closed.at, "/connexion");
    page.fill("cle", "une clé fausse");
    let refused = page.post("/connexion", &page.sent("", ""));
    assert_eq!((refused.status, refused.header("set-cookie")), (401, None));
    assert!(String::from_utf8_lossy(&refused.body).contains("Cette clé n’est pas connue ici"));
    page.fill("cle", &closed.key);
    let opened = page.post("/connexion", &page.sent("", ""));
    assert_eq!((opened.status, opened.header("location")), (303, Some("/dossier")));
    let set = opened.header("set-cookie").unwrap();
    for part in ["Path=/dossier", "HttpOnly", "SameSite=Strict", "Secure"] {
        assert!(set.split("; ").any(|p| p == part), "{part}: {set}");
    }
    let cookie = set.split(';').next().unwrap().to_owned();
    let mut page = Browser::open_with(closed.at, "/dossier/parties", Some(cookie.clone()));
    assert_eq!(page.status, 200);
    page.fill("/reference", "R-1");
    let page = page.press("aller", "creance");
    assert_eq!(page.status, 200);
    // The cookie opens pages only.
    let with = [("cookie", cookie.as_str()), ("content-type", "application/json")];
    assert_eq!(send(closed.at, "POST", "/v1/check", &with, b"{}").status, 401);
    assert_eq!(send(closed.at, "GET", "/v1/rules", &with, b"").status, 401);
    // Without it a form that was filled is not thrown away: one is told what to do.
    let mut page = page;
    page.cookie = None;
    let told = page.post("/dossier/creance", &page.sent("aller", "paiements"));
    assert_eq!(told.status, 401);
    assert!(String::from_utf8_lossy(&told.body).contains("revenez en arrière"));
    let gone = page.post("/connexion", &[("fermer".to_owned(), "oui".to_owned())]);
    assert!(gone.header("set-cookie").unwrap().contains("Max-Age=0"));
}

#[test]
fn a_form_of_another_site_is_refused() {
    let form = ("content-type", "application/x-www-form-urlencoded");
    let ask = |headers: &[(&str, &str)], path: &str| {
        let all: Vec<_> = headers.iter().copied().chain([form]).collect();
        send(*SERVICE, "POST", path, &all, b"aller=parties").status
    };
    let own = format!("http://{}", *SERVICE);
    for path in ["/dossier", "/dossier/parties"] {
        assert_eq!(ask(&[("sec-fetch-site", "same-origin"), ("origin", "null")], path), 200);
        assert_eq!(ask(&[("origin", &own)], path), 200);
        assert_eq!(ask(&[("sec-fetch-site", "none")], path), 200);
        assert_eq!(ask(&[], path), 403, "a browser always says where a form comes from");
        assert_eq!(ask(&[("origin", "null")], path), 403);
        assert_eq!(ask(&[("origin", "https://evil.example")], path), 403);
        for site in ["cross-site", "same-site"] {
            assert_eq!(ask(&[("sec-fetch-site", site), ("origin", &own)], path), 403, "{site}");
        }
    }
    for path in ["/dossier/apercu", "/dossier/brouillon.json", "/connexion"] {
        assert_eq!(ask(&[("origin", "https://evil.example")], path), 403, "{path}");
    }
}

#[test]
fn pages_say_where_they_come_from_to_ours_alone() {
    let answer = send(*SERVICE, "GET", "/dossier/parties", &[], b"");
    assert_eq!(answer.header("referrer-policy"), Some("same-origin"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert!(answer.header("content-security-policy").unwrap().contains("form-action 'self'"));
    let other = send(*SERVICE, "GET", "/healthz", &[], b"");
    assert_eq!(other.header("referrer-policy"), Some("no-referrer"));
}
