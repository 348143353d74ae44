//! The pages of an account: getting in, and what is there.

mod entrance;
mod overview;

pub use entrance::{ClosePage, CodePage, LogInPage, NewPasswordPage, ResetPage, SignUpPage};
pub use overview::{AccountPage, Overview};
