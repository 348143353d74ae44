//! The ways into an account, and out of it.

use askama::Template;

use crate::{FormState, Shell, assets::RESET};

/// Logging in.
#[derive(Debug, Template)]
#[template(path = "account/log-in.html")]
pub struct LogInPage<'a> {
    /// The frame.
    pub shell: Shell<'a>,
    /// The form.
    pub form: FormState,
    /// The path to go to afterwards.
    pub next: String,
}

/// Making an account.
#[derive(Debug, Template)]
#[template(path = "account/sign-up.html")]
pub struct SignUpPage<'a> {
    /// The frame.
    pub shell: Shell<'a>,
    /// The form.
    pub form: FormState,
    /// The path to go to afterwards.
    pub next: String,
}

/// The code that was mailed.
#[derive(Debug, Template)]
#[template(path = "account/code.html")]
pub struct CodePage<'a> {
    /// The frame.
    pub shell: Shell<'a>,
    /// The form.
    pub form: FormState,
    /// The sign-up that it confirms.
    pub sign_up: String,
    /// The path to go to afterwards.
    pub next: String,
}

/// Asking for another password.
#[derive(Debug, Template)]
#[template(path = "account/reset.html")]
pub struct ResetPage<'a> {
    /// The frame.
    pub shell: Shell<'a>,
    /// The form.
    pub form: FormState,
    /// Whether a mail is on its way.
    pub is_sent: bool,
}

/// Setting another password. The mail's link carries its token after a `#`, which no server sees; the page's script puts it into the form.
#[derive(Debug, Template)]
#[template(path = "account/new-password.html")]
pub struct NewPasswordPage<'a> {
    /// The frame.
    pub shell: Shell<'a>,
    /// The form.
    pub form: FormState,
    script: String,
}

impl<'a> NewPasswordPage<'a> {
    /// The page with this form.
    #[must_use]
    pub fn new(shell: Shell<'a>, form: FormState) -> Self {
        Self { shell, form, script: RESET.file_name() }
    }
}

/// Closing the account.
#[derive(Debug, Template)]
#[template(path = "account/close.html")]
pub struct ClosePage<'a> {
    /// The frame.
    pub shell: Shell<'a>,
    /// The form.
    pub form: FormState,
    /// Whether it is closed.
    pub is_closed: bool,
    /// Orders whose address is kept for a while.
    pub address_kept: Vec<String>,
}
