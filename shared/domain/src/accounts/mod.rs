//! Accounts: who may log in, and what an access token proves.

mod access_token;
mod account;
mod attempts;
mod code;
mod common;
mod device;
mod email_change;
mod error;
mod guessable;
mod password;
mod password_hash;
mod password_reset;
mod role;
mod session;
mod sign_up;
mod staff;

pub use access_token::{
    GUEST_LIFETIME_SECONDS, Identity, InvalidKey, InvalidToken, LIFETIME_SECONDS as ACCESS_TOKEN_LIFETIME_SECONDS,
    TokenSigner, TokenVerifier,
};
pub use account::{Account, AccountChange, DisplayName, Profile, SessionEpoch};
pub use attempts::{Attempt, Count, RateLimitKey, Window};
pub use code::{MAX_TRIES as MAX_CODE_TRIES, MailedCode, VerificationCode};
pub use device::{KnownDevice, KnownDevices, device_name};
pub use email_change::{EMAIL_CHANGE_LIFETIME_SECONDS, EmailChange, EmailMove};
pub use error::AccountError;
pub use password::{InvalidPassword, Password};
pub use password_hash::{HashCost, HashError, PasswordCheck, PasswordHash, SALT_BYTES};
pub use password_reset::{PasswordReset, RESET_TOKEN_LIFETIME_SECONDS, ResetToken};
pub use role::{Permission, Role};
pub use session::{
    InvalidRefreshToken, OpenSession, REFRESH_GRACE_SECONDS, RefreshToken, Renewal, RotationKey,
    SESSION_LIFETIME_SECONDS, Session,
};
pub use sign_up::{SIGN_UP_LIFETIME_SECONDS, SignUp};
pub use staff::{Granter, RoleChange, StaffMember, StaffName, StaffView};
