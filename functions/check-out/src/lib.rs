//! The pages on which somebody buys: `/cart`, `/checkout`, `/orders/{id}` and what they send.
//!
//! The function has no table. It asks the API's functions as its visitor, and shows what they answer.

mod adding;
mod cart;
mod checkout;
mod order;
mod placing;
mod policy;
mod reading;
mod visit;

use app_context::{AppContext, Clock, StartError};
use domain::kernel::Random;
use lambda::{
    HttpFunction,
    http::{Problem, Request, Response},
};
use pages::Language;
use visitor::{Api, log_in_first};

use crate::{policy::StripeScript, visit::Visit};

/// The function.
#[derive(Debug)]
pub struct CheckOut {
    languages: Vec<Language>,
    shop: String,
    api: Api,
    stripe: StripeScript,
    clock: Clock,
    random: Random,
}

impl HttpFunction for CheckOut {
    async fn start(context: &AppContext) -> Result<Self, StartError> {
        Ok(Self {
            languages: Language::all(),
            shop: context.environment.required("SHOP_NAME")?.to_owned(),
            api: Api::new(context)?,
            stripe: StripeScript::new(&context.environment)?,
            clock: context.clock.clone(),
            random: context.random.clone(),
        })
    }

    async fn handle(&self, request: Request) -> Result<Response, Problem> {
        let language = Language::of_visitor(&self.languages, request.header("accept-language").unwrap_or_default());
        let language = language.ok_or_else(|| Problem::unavailable("no language"))?;
        let mut visit = Visit::new(self, &request, language);
        let answer = match Box::pin(visit.answer()).await {
            Err(problem) if problem.status == 401 => log_in_first(request.raw_path()),
            Err(problem) => visit.notice(&problem)?,
            Ok(response) => response,
        };
        Ok(visit.finish(answer))
    }
}
