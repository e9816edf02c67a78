//! Keys, on both databases.

use std::time::Duration;

use creance::access::{Fresh, Pepper, Shown};
use creance::store::{KeyRow, Moment};

use super::both;

const NOON: Moment = Moment::from_millis(1_763_800_000_000);

fn row(key: &Fresh, tenant: &str) -> KeyRow {
    KeyRow {
        id: key.id.clone(),
        tenant: tenant.to_owned(),
        label: "Logiciel de gestion « été »".to_owned(),
        digest: Pepper::default().digest(Shown::read(key.text()).unwrap()),
        scopes: "read,documents".to_owned(),
        per_minute: Some(60),
        created_at: NOON,
        expires_at: Some(NOON.after(Duration::from_secs(60))),
        revoked_at: None,
    }
}

#[actix_web::test]
async fn a_key_comes_back_as_it_was_kept_and_is_revoked_once() {
    for given in both().await {
        let (a, b) = (Fresh::make().unwrap(), Fresh::make().unwrap());
        let rows = [
            row(&a, "a"),
            KeyRow {
                created_at: NOON.after(Duration::from_millis(1)),
                per_minute: None,
                expires_at: None,
                ..row(&b, "b")
            },
        ];
        for row in &rows {
            given.store.add_key(row).await.unwrap();
        }
        assert_eq!(given.store.keys().await.unwrap(), rows, "{}", given.kind());
        assert!(given.store.add_key(&rows[0]).await.is_err(), "twice the same");

        assert!(rows[0].usable(NOON) && !rows[0].usable(NOON.after(Duration::from_secs(60))));
        assert_eq!(given.store.revoke_key("0000000000000000", NOON).await.unwrap(), None);
        let revoked = given.store.revoke_key(&a.id, NOON).await.unwrap().unwrap();
        assert_eq!((revoked.revoked_at, revoked.usable(NOON)), (Some(NOON), false));
        let again = given.store.revoke_key(&a.id, NOON.after(Duration::from_secs(9))).await.unwrap();
        assert_eq!(again, Some(revoked), "the first time counts");
        assert_eq!(given.store.keys().await.unwrap()[1], rows[1], "the other is untouched");
    }
}

/// Whoever reads the database, or its backup, finds no key there.
#[actix_web::test]
async fn the_database_does_not_hold_the_key() {
    let given = super::sqlite().await;
    let key = Fresh::make().unwrap();
    given.store.add_key(&row(&key, "a")).await.unwrap();
    let secret = &key.text()["creance_".len() + 17..];
    let held = super::bytes(&given);
    assert!(super::holds(&held, key.id.as_bytes()), "the id is there, so the rest would be seen");
    assert!(!super::holds(&held, secret.as_bytes()));
}
