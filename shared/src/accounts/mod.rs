//! Accounts: who may log in, and what an access token proves.

mod access_token;
mod account;
mod attempts;
mod code;
mod guessable;
mod password;
mod password_hash;
mod refusal;
mod session;

pub use access_token::{
    Identity, InvalidToken, LIFETIME_SECONDS as ACCESS_TOKEN_LIFETIME_SECONDS, Role, TokenSigner, TokenVerifier,
};
pub use account::{Account, Profile, Standing, UNVERIFIED_LIFETIME_SECONDS};
pub use attempts::{Attempt, Count, Window};
pub use code::{LIFETIME_SECONDS as CODE_LIFETIME_SECONDS, MAX_TRIES as MAX_CODE_TRIES, VerificationCode};
pub use password::{InvalidPassword, Password};
pub use password_hash::{HashCost, HashError, PasswordHash, SALT_BYTES, Verdict};
pub use refusal::Refusal;
pub use session::{InvalidRefreshToken, RefreshToken, Renewal, SESSION_LIFETIME_SECONDS, Session};
