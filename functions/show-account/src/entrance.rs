//! Getting into an account.

use lambda::http::{Problem, Response, respond};
use pages::{CodePage, FormState, LogInPage, NewPasswordPage, ResetPage, SignUpPage};
use serde_json::{Value, json};
use visitor::{Call, Form, Refusal, next_page, see_other};

use crate::{Asked, ShowAccount, html};

/// Where somebody goes who wanted nothing else.
const USUAL: &str = "/account";

const LOG_IN: Call = Call::new("log-in", "POST /v1/login");
const LOG_OUT: Call = Call::new("log-out", "POST /v1/logout");
const SIGN_UP: Call = Call::new("sign-up", "POST /v1/signup");
const VERIFY: Call = Call::new("verify-email", "POST /v1/signup/verify");
const MERGE: Call = Call::new("manage-cart", "POST /v1/cart/merge");
const ASK_RESET: Call = Call::new("reset-password", "POST /v1/password-reset");
const RESET: Call = Call::new("reset-password", "POST /v1/password-reset/confirm");

impl Asked<'_> {
    pub(crate) fn log_in_page(&self) -> Result<Response, Problem> {
        let next = self.wished_next()?;
        if self.visitor.has_account() {
            return Ok(see_other(&next));
        }
        html(&LogInPage { shell: self.shell("/log-in"), form: self.form(), next })
    }

    pub(crate) fn sign_up_page(&self) -> Result<Response, Problem> {
        html(&SignUpPage { shell: self.shell("/sign-up"), form: self.form(), next: self.wished_next()? })
    }

    pub(crate) fn reset_page(&self) -> Result<Response, Problem> {
        html(&ResetPage { shell: self.shell("/reset"), form: self.form(), is_sent: false })
    }

    pub(crate) fn new_password_page(&self, form: FormState) -> Result<Response, Problem> {
        html(&NewPasswordPage::new(self.shell("/reset"), form))
    }

    /// The query's `next`, if it leads nowhere else.
    fn wished_next(&self) -> Result<String, Problem> {
        let query = self.request.query(&["next"])?;
        Ok(next_page(query.get("next").unwrap_or_default(), USUAL).to_owned())
    }
}

impl ShowAccount {
    pub(crate) async fn log_in(&self, asked: &mut Asked<'_>) -> Result<Response, Problem> {
        let form = Form::of(asked.request, &asked.visitor)?;
        let (email, next) = (form.get("email"), next_page(form.get("next"), USUAL));
        let mut body = json!({ "email": email, "password": form.raw("password") });
        if let Some(device) = asked.visitor.device_token() {
            body["device_token"] = device.into();
        }
        match self.api.call(&mut asked.visitor, LOG_IN.body(body).anonymous()).await?.ok()? {
            Ok(tokens) => {
                self.enter(asked, &tokens).await;
                Ok(see_other(next))
            }
            Err(refusal) => {
                let form = asked.refused(&refusal, &[("email", email)]);
                let page = LogInPage { shell: asked.shell("/log-in"), form, next: next.to_owned() };
                Ok(respond::with_status(html(&page)?, refusal.status))
            }
        }
    }

    /// Somebody is logged in now, and has the cart that they filled as a guest. Should that fail, they are logged in all the same.
    async fn enter(&self, asked: &mut Asked<'_>, tokens: &Value) {
        let guest = asked.visitor.guest_token().map(str::to_owned);
        asked.visitor.sign_in(tokens);
        let Some(guest) = guest else { return };
        let merged = self.api.call(&mut asked.visitor, MERGE.body(json!({ "guest_access_token": guest }))).await;
        // A guest's token that has expired has no cart any more.
        if let Err(problem) = merged {
            lambda::report(&problem);
        }
    }

    /// The session ends here in any case: what the API makes of a token that has ended already is of no interest.
    pub(crate) async fn log_out(&self, asked: &mut Asked<'_>) -> Result<Response, Problem> {
        Form::of(asked.request, &asked.visitor)?;
        if let Some(body) = asked.visitor.renewal() {
            let _ended = self.api.call(&mut asked.visitor, LOG_OUT.body(body).anonymous()).await?.ok()?;
        }
        asked.visitor.sign_out();
        Ok(see_other("/"))
    }

    pub(crate) async fn sign_up(&self, asked: &mut Asked<'_>) -> Result<Response, Problem> {
        let form = Form::of(asked.request, &asked.visitor)?;
        let (email, next) = (form.get("email"), next_page(form.get("next"), USUAL).to_owned());
        let body = json!({ "email": email, "password": form.raw("password") });
        match self.api.call(&mut asked.visitor, SIGN_UP.body(body).anonymous()).await?.ok()? {
            Ok(begun) => {
                let sign_up = begun["sign_up_id"].as_str().unwrap_or_default().to_owned();
                html(&CodePage { shell: asked.shell("/sign-up"), form: asked.form(), sign_up, next })
            }
            Err(refusal) => {
                let form = asked.refused(&refusal, &[("email", email)]);
                let page = SignUpPage { shell: asked.shell("/sign-up"), form, next };
                Ok(respond::with_status(html(&page)?, refusal.status))
            }
        }
    }

    pub(crate) async fn verify(&self, asked: &mut Asked<'_>) -> Result<Response, Problem> {
        let form = Form::of(asked.request, &asked.visitor)?;
        let (sign_up, next) = (form.get("sign_up_id"), next_page(form.get("next"), USUAL));
        let body = json!({ "sign_up_id": sign_up, "code": form.get("code") });
        match self.api.call(&mut asked.visitor, VERIFY.body(body).anonymous()).await?.ok()? {
            Ok(tokens) => {
                self.enter(asked, &tokens).await;
                Ok(see_other(next))
            }
            Err(refusal) => {
                let form = asked.refused(&refusal, &[("code", form.get("code"))]);
                let shell = asked.shell("/sign-up");
                let page = CodePage { shell, form, sign_up: sign_up.to_owned(), next: next.to_owned() };
                Ok(respond::with_status(html(&page)?, refusal.status))
            }
        }
    }

    pub(crate) async fn ask_reset(&self, asked: &mut Asked<'_>) -> Result<Response, Problem> {
        let form = Form::of(asked.request, &asked.visitor)?;
        let email = form.get("email");
        let answer = self.api.call(&mut asked.visitor, ASK_RESET.body(json!({ "email": email })).anonymous()).await?;
        let (form, status): (FormState, u16) = match answer.ok()? {
            Ok(_) => (asked.form(), 200),
            Err(refusal) => (asked.refused(&refusal, &[("email", email)]), refusal.status),
        };
        let page = ResetPage { shell: asked.shell("/reset"), form, is_sent: status == 200 };
        Ok(respond::with_status(html(&page)?, status))
    }

    pub(crate) async fn reset(&self, asked: &mut Asked<'_>) -> Result<Response, Problem> {
        let form = Form::of(asked.request, &asked.visitor)?;
        let body = json!({ "token": form.get("token"), "password": form.raw("password") });
        match self.api.call(&mut asked.visitor, RESET.body(body).anonymous()).await?.ok()? {
            Ok(_) => {
                asked.visitor.sign_out();
                let form = FormState { problem: Some(asked.language.text("password-set")), ..asked.form() };
                html(&LogInPage { shell: asked.shell("/log-in"), form, next: USUAL.to_owned() })
            }
            Err(refusal) => {
                let Refusal { status, .. } = refusal;
                let page = asked.new_password_page(asked.refused(&refusal, &[("token", form.get("token"))]))?;
                Ok(respond::with_status(page, status))
            }
        }
    }
}
