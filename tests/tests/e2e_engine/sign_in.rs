//! Keys the server does not take.

use cortex_cloud::AuthState;
use cortex_cloud::CloudEngine;
use cortex_cloud::CloudEvent;
use cortex_cloud::CloudStatus;
use cortex_cloud::Config;
use cortex_cloud::Environment;
use cortex_cloud::SyncStatus;
use cortex_cloud::WeakEngine;
use cortex_cloud::auth::Secret;
use cortex_cloud::auth::TokenStore;
use cortex_cloud::auth::TokenStoreError;
use cortex_tests::device::Device;
use cortex_tests::listener::Listener;
use cortex_tests::space::NAME;
use cortex_tests::space::Space;
use std::sync::Arc;
use std::sync::OnceLock;

/// The key is refused: that is no lack of a network, and nothing is lost by it.
fn needs_sign_in(device: &Device, code: &str) {
    let listener = Listener::of(device);
    let pending = device.pending();
    assert_eq!(device.unsynced(SyncStatus::AuthNeeded), code);
    let status = device.status();
    assert_eq!((status.status, status.auth), (CloudStatus::Error, AuthState::Unauthenticated));
    assert_eq!(status.pending, pending);
    let event = listener.wait_for("the call for a sign-in", |e| matches!(e, CloudEvent::AuthNeeded { .. }));
    assert!(matches!(event, CloudEvent::AuthNeeded { reason } if !reason.is_empty()));
    let went_offline = |e: &CloudEvent| matches!(e, CloudEvent::StatusChanged { status: CloudStatus::Offline });
    assert!(!listener.heard().iter().any(went_offline));
}

#[test]
fn a_wrong_key_asks_for_a_sign_in_and_loses_nothing() {
    let space = Space::new();
    let (rest, last) = space.key.key.split_at(space.key.key.len() - 1);
    let wrong = format!("{rest}{}", if last == "x" { "y" } else { "x" });
    for key in [wrong.as_str(), "nonsense"] {
        let a = space.setup(key).key(Some(key)).open();
        a.write(key, "hello");
        needs_sign_in(&a, "unauthenticated.key_unknown");
        a.login_api_key(&space.key.key).unwrap();
        assert_eq!(a.synced().pushed, 1);
        assert_eq!(a.status().auth, AuthState::Authenticated);
    }
}

#[test]
fn a_revoked_key_asks_for_a_sign_in_and_loses_nothing() {
    let space = Space::new();
    let a = space.device("a");
    a.write("n1", "before");
    a.synced();
    space.server.cli(&["key", "revoke", &space.key.key_id]);
    a.write("n1", "after");
    needs_sign_in(&a, "unauthenticated.key_revoked");
    assert_eq!(a.read("n1").as_deref(), Some("after"));
    assert_eq!(space.read("n1").as_deref(), Some("before"));
}

#[test]
fn a_new_key_of_the_same_account_takes_over() {
    let space = Space::new();
    let a = space.device("a");
    a.write("n1", "before");
    a.synced();
    space.server.cli(&["key", "revoke", &space.key.key_id]);
    a.write("n2", "after");
    a.unsynced(SyncStatus::AuthNeeded);
    let new = space.server.another_key(NAME, "owner", &space.key.key_id);
    a.login_api_key(&new.key).unwrap();
    assert_eq!(a.synced().pushed, 1);
    space.assert_equal(&[&a]);
}

#[test]
fn without_a_key_nothing_is_sent() {
    let space = Space::new();
    let a = space.setup("a").key(None).open();
    a.write("n1", "hello");
    needs_sign_in(&a, "unauthenticated.no_credentials");
    assert_eq!(space.proxy.requests(""), 0);
    a.login_api_key(&space.key.key).unwrap();
    assert_eq!(a.synced().pushed, 1);
    a.logout().unwrap();
    a.write("n2", "hello");
    needs_sign_in(&a, "unauthenticated.no_credentials");
}

#[test]
fn unsent_work_never_goes_up_under_another_account() {
    let space = Space::new();
    space.server.space("other");
    let stranger = space.server.key("other", "owner");
    let colleague = space.server.key(NAME, "owner");
    let a = space.device("a");
    a.write("n1", "mine");
    a.synced();
    a.write("n2", "mine, too");
    let mut a = a;
    for key in [&stranger, &colleague] {
        a = a.reopen_with(|setup| setup.key(Some(&key.key)));
        assert_eq!(a.unsynced(SyncStatus::Refused), "forbidden.other_account");
        let status = a.status();
        assert_eq!((status.status, status.pending, status.failed), (CloudStatus::Error, 1, 0));
        assert_eq!(status.space.as_deref(), Some(NAME));
    }
    assert_eq!(space.head(), 1);
    assert_eq!(space.rows().len(), 1, "no space of the server has more");
    let a = a.reopen_with(|setup| setup.key(Some(&space.key.key)));
    assert_eq!(a.synced().pushed, 1);
    space.assert_equal(&[&a]);
}

#[test]
fn text_that_cannot_be_a_key_is_refused_at_once() {
    let space = Space::new();
    let a = space.setup("a").key(None).open();
    for key in ["", "two words", "líne", "with\nbreak"] {
        assert_eq!(a.login_api_key(key).unwrap_err().code(), "argument.key");
    }
}

/// Gives the key, and closes the engine when it is asked for it.
struct Closing {
    key: String,
    engine: OnceLock<WeakEngine>,
}

impl TokenStore for Closing {
    fn load(&self, _name: &str) -> Result<Option<Secret>, TokenStoreError> {
        if let Some(engine) = self.engine.get().and_then(WeakEngine::upgrade) {
            engine.close();
        }
        Ok(Some(Secret::new(self.key.clone())))
    }

    fn save(&self, _name: &str, _secret: &Secret) -> Result<(), TokenStoreError> {
        Ok(())
    }

    fn delete(&self, _name: &str) -> Result<(), TokenStoreError> {
        Ok(())
    }
}

#[test]
fn a_token_store_may_close_the_engine_that_asks_it() {
    let space = Space::new();
    let store = Arc::new(Closing { key: space.key.key.clone(), engine: OnceLock::new() });
    let config = Config::new(space.file("a")).server(space.server.url());
    let environment = Environment { token_store: Some(store.clone()), ..Environment::default() };
    let engine = CloudEngine::open_in(config, environment).unwrap();
    engine.put("notes", "n1", "{}").unwrap();
    store.engine.set(engine.downgrade()).ok().unwrap();
    // Not a deadlock: nothing is held while the store is asked.
    let ended = engine.sync(None);
    assert!(matches!(&ended, Err(error) if error.code() == "closed"), "{ended:?}");
    assert!(space.rows().is_empty());
}
