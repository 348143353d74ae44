//! The desk, for the shop's staff: `/desk` and what is below it. A form is sent to the page that it stands on, and says by `act` what it wants.
//!
//! Nothing is decided here: the API's functions are called as the one who looks, so they say what a role may do, do it once and record it.

mod acts;
mod orders;
mod people;
mod products;
mod skus;
mod today;
mod visit;
mod webhooks;

use app_context::{AppContext, Clock, StartError};
use domain::kernel::{Day, Random};
use lambda::{
    HttpFunction,
    http::{Problem, Request, Response, respond},
};
use pages::{Language, POLICY, Page};
use visitor::{Api, Visitor};

use visit::Visit;

/// The function.
#[derive(Debug)]
pub struct ShowDesk {
    languages: Vec<Language>,
    shop: String,
    api: Api,
    clock: Clock,
    random: Random,
}

impl HttpFunction for ShowDesk {
    async fn start(context: &AppContext) -> Result<Self, StartError> {
        Ok(Self {
            languages: Language::all(),
            shop: context.environment.required("SHOP_NAME")?.to_owned(),
            api: Api::new(context)?,
            clock: context.clock.clone(),
            random: context.random.clone(),
        })
    }

    async fn handle(&self, request: Request) -> Result<Response, Problem> {
        let language = Language::of_visitor(&self.languages, request.header("accept-language").unwrap_or_default());
        let language = language.ok_or_else(|| Problem::unavailable("no language"))?;
        let mut visit = Visit {
            request: &request,
            visitor: Visitor::of(&request, &self.random),
            language,
            shop: &self.shop,
            api: &self.api,
            random: &self.random,
            today: Day::of(self.clock.now()),
        };
        let answer = match visit.answer().await {
            Ok(answer) => answer,
            Err(Problem { status: 401, .. }) => visitor::log_in_first(request.raw_path()),
            Err(problem) => visit.notice(&problem)?,
        };
        Ok(visit.visitor.answer(answer))
    }
}

impl Visit<'_> {
    async fn answer(&mut self) -> Result<Response, Problem> {
        if !self.visitor.is_signed_in() {
            return Err(Problem::unauthorized());
        }
        // One route serves the sections of the desk: each route more is a resource of the stack.
        let section: String = self.request.path("section").unwrap_or_default();
        match self.request.route().replace("{section}", &section).as_str() {
            "GET /desk" => self.today().await,
            "GET /desk/orders" => self.orders().await,
            "GET /desk/orders/{id}" => self.order(None).await,
            "POST /desk/orders/{id}" => self.change_order().await,
            "GET /desk/orders/{id}/slip" => self.slip().await,
            "GET /desk/products" => self.products().await,
            "GET /desk/products/{id}" => self.product(None).await,
            "POST /desk/products/{id}" => self.change_product().await,
            "GET /desk/products/{id}/skus/{sku}" => self.sku(None).await,
            "POST /desk/products/{id}/skus/{sku}" => self.change_sku().await,
            "GET /desk/stock" => self.low_stock().await,
            "GET /desk/customers" => self.customers().await,
            "POST /desk/customers" => self.change_customer().await,
            "GET /desk/staff" => self.staff(None).await,
            "POST /desk/staff" => self.change_staff().await,
            "GET /desk/webhooks" => self.webhooks(None).await,
            "POST /desk/webhooks" => self.add_webhook().await,
            "GET /desk/webhooks/{id}" => self.webhook(None).await,
            "POST /desk/webhooks/{id}" => self.change_webhook().await,
            "GET /desk/audit-log" => self.audit_log().await,
            _ => Err(Problem::not_found()),
        }
    }
}

/// A page as an answer.
fn html(page: &impl Page) -> Result<Response, Problem> {
    Ok(respond::html(&page.render().map_err(Problem::unavailable)?, POLICY))
}
