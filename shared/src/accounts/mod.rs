//! Accounts: who may log in, and what an access token proves.

mod access_token;

pub use access_token::{
    Identity, InvalidToken, LIFETIME_SECONDS as ACCESS_TOKEN_LIFETIME_SECONDS, Role, TokenSigner, TokenVerifier,
};
