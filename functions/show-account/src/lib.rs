//! The pages of an account: `/log-in`, `/log-out`, `/sign-up`, `/reset`, `/account`, and what their forms do.

mod entrance;
mod overview;

use app_context::{AppContext, StartError};
use domain::kernel::Random;
use lambda::{
    HttpFunction,
    http::{Problem, Request, Response, respond},
};
use pages::{FormState, Language, Notice, POLICY, Page, Shell};
use visitor::{Api, Refusal, Visitor};

/// The function.
#[derive(Debug)]
pub struct ShowAccount {
    languages: Vec<Language>,
    shop: String,
    api: Api,
    random: Random,
}

/// A page that is asked for: by whom, in which language.
struct Asked<'a> {
    request: &'a Request,
    visitor: Visitor,
    language: &'a Language,
    shop: &'a str,
}

impl HttpFunction for ShowAccount {
    async fn start(context: &AppContext) -> Result<Self, StartError> {
        Ok(Self {
            languages: Language::all(),
            shop: context.environment.required("SHOP_NAME")?.to_owned(),
            api: Api::new(context)?,
            random: context.random.clone(),
        })
    }

    async fn handle(&self, request: Request) -> Result<Response, Problem> {
        let language = Language::of_visitor(&self.languages, request.header("accept-language").unwrap_or_default());
        let language = language.ok_or_else(|| Problem::unavailable("no language"))?;
        let visitor = Visitor::of(&request, &self.random);
        let mut asked = Asked { request: &request, visitor, language, shop: &self.shop };
        let answer = match self.answer(&mut asked).await {
            Ok(answer) => answer,
            Err(Problem { status: 401, .. }) => visitor::log_in_first("/account"),
            Err(problem) => asked.notice(&problem)?,
        };
        Ok(asked.visitor.answer(answer))
    }
}

impl ShowAccount {
    async fn answer(&self, asked: &mut Asked<'_>) -> Result<Response, Problem> {
        // One route serves the parts of an account: each route more is a resource of the stack.
        let part: String = asked.request.path("part").unwrap_or_default();
        match asked.request.route().replace("{part}", &part).as_str() {
            "GET /log-in" => asked.log_in_page(),
            "POST /log-in" => self.log_in(asked).await,
            "POST /log-out" => self.log_out(asked).await,
            "GET /sign-up" => asked.sign_up_page(),
            "POST /sign-up" => self.sign_up(asked).await,
            "POST /sign-up/verify" => self.verify(asked).await,
            "GET /reset" => asked.reset_page(),
            "POST /reset" => self.ask_reset(asked).await,
            "GET /reset/confirm" => asked.new_password_page(FormState::new(asked.visitor.form_token())),
            "POST /reset/confirm" => self.reset(asked).await,
            "GET /account" => self.overview(asked, None).await,
            "POST /account/name" => self.rename(asked).await,
            "POST /account/password" => self.change_password(asked).await,
            "POST /account/sessions" => self.end_all_sessions(asked).await,
            "POST /account/sessions/{id}/end" => self.end_session(asked).await,
            "GET /account/export" => self.export(asked).await,
            "GET /account/close" => asked.close_page(),
            "POST /account/close" => self.close(asked).await,
            _ => Err(Problem::not_found()),
        }
    }
}

impl<'a> Asked<'a> {
    /// The frame of the page at `at`.
    fn shell(&self, at: &str) -> Shell<'a> {
        Shell::new(self.language, self.shop, at.to_owned(), &[])
    }

    /// An empty form for this browser.
    fn form(&self) -> FormState {
        FormState::new(self.visitor.form_token())
    }

    /// The form as it came back, with why it was refused.
    fn refused(&self, refusal: &Refusal, typed: &[(&str, &str)]) -> FormState {
        let errors = refusal.errors.iter();
        let errors = errors.map(|(pointer, detail)| (pointer.trim_start_matches('/').to_owned(), detail.clone()));
        let typed = typed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        FormState {
            problem: Some(refusal.detail.clone()),
            typed: typed.collect(),
            errors: errors.collect(),
            ..self.form()
        }
    }

    /// Why there is no page, to people.
    fn notice(&self, problem: &Problem) -> Result<Response, Problem> {
        lambda::report(problem);
        let shell = self.shell("");
        let (status, page) = match problem.status {
            403 => (403, Notice::foreign_form(shell)),
            400..=499 => (problem.status, Notice::not_found(shell)),
            _ => (503, Notice::unavailable(shell)),
        };
        Ok(respond::with_status(html(&page)?, status))
    }
}

/// A page as an answer. It may run the shop's own script.
fn html(page: &impl Page) -> Result<Response, Problem> {
    let text = page.render().map_err(Problem::unavailable)?;
    Ok(respond::html(&text, &format!("{POLICY}; script-src 'self'")))
}
