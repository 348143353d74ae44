//! The access tokens that clients hold.

use std::{collections::HashMap, sync::Mutex};

use domain::kernel::Timestamp;

/// A client keeps an access token for so long, of the five minutes that it is good for.
const KEPT_MS: i64 = 120_000;

/// Each person's token, and when it was issued.
#[derive(Debug, Default)]
pub(crate) struct Tokens(Mutex<HashMap<String, (Timestamp, String)>>);

impl Tokens {
    /// The token of the person called `name`: the one that is kept, or a new one.
    pub(crate) fn of(&self, name: &str, now: Timestamp, issue: impl FnOnce() -> String) -> String {
        let mut tokens = self.0.lock().expect("the tokens");
        if let Some((issued, token)) = tokens.get(name)
            && (0..KEPT_MS).contains(&(now.millis() - issued.millis()))
        {
            return token.clone();
        }
        let token = issue();
        tokens.insert(name.to_owned(), (now, token.clone()));
        token
    }
}
