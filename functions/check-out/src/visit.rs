//! One request of one visitor.

use data_encoding::BASE64URL_NOPAD;
use lambda::http::{Problem, Request, Response, respond};
use pages::{Language, Notice, POLICY, Page, Shell};
use visitor::{Answer, Call, Visitor};

use crate::CheckOut;

/// A visitor, what they ask for, and in which language.
#[derive(Debug)]
pub(crate) struct Visit<'a> {
    pub(crate) shop: &'a CheckOut,
    pub(crate) request: &'a Request,
    pub(crate) language: &'a Language,
    pub(crate) visitor: Visitor,
}

impl<'a> Visit<'a> {
    pub(crate) fn new(shop: &'a CheckOut, request: &'a Request, language: &'a Language) -> Self {
        Self { shop, request, language, visitor: Visitor::of(request, &shop.random) }
    }

    /// The page that was asked for, or where its form leads.
    pub(crate) async fn answer(&mut self) -> Result<Response, Problem> {
        match self.request.route() {
            "GET /cart" => self.show_cart().await,
            "POST /cart" => self.change_cart().await,
            "POST /cart/add" => self.add_to_cart().await,
            "GET /checkout" => self.show_checkout().await,
            "POST /checkout" => self.place_order().await,
            "GET /orders/{id}" => self.show_order().await,
            "GET /orders/{id}/pay" => self.show_payment().await,
            "POST /orders/{id}/cancel" => self.cancel_order().await,
            _ => Err(Problem::not_found()),
        }
    }

    /// Asks the API as the visitor.
    pub(crate) async fn ask(&mut self, call: Call) -> Result<Answer, Problem> {
        self.shop.api.call(&mut self.visitor, call).await
    }

    /// Makes a visitor without a session a guest, who can fill a cart and buy. Whether they have a session now.
    pub(crate) async fn begin(&mut self) -> Result<bool, Problem> {
        if self.visitor.is_signed_in() {
            return Ok(true);
        }
        let started = self.ask(Call::new("start-guest", "POST /v1/guests").anonymous()).await?;
        Ok(started.ok()?.is_ok_and(|tokens| self.visitor.sign_in(&tokens)))
    }

    /// A key for a form: what it does is done once, however often it is sent.
    pub(crate) fn new_key(&self) -> String {
        BASE64URL_NOPAD.encode(&self.shop.random.bytes::<16>())
    }

    /// The frame of a page.
    pub(crate) fn shell(&self, at: &str) -> Shell<'a> {
        Shell::new(self.language, &self.shop.shop, at.to_owned(), &[])
    }

    /// Why there is no page, to people.
    pub(crate) fn notice(&self, problem: &Problem) -> Result<Response, Problem> {
        lambda::report(problem);
        let shell = self.shell("");
        let (status, page) = match problem.status {
            403 | 415 => (403, Notice::foreign_form(shell)),
            400..=499 => (404, Notice::not_found(shell)),
            _ => (503, Notice::unavailable(shell)),
        };
        shown(&page, status)
    }

    /// The answer to the visitor's browser.
    pub(crate) fn finish(self, answer: Response) -> Response {
        self.visitor.answer(answer)
    }
}

/// A page as an answer.
pub(crate) fn shown(page: &impl Page, status: u16) -> Result<Response, Problem> {
    let text = page.render().map_err(Problem::unavailable)?;
    Ok(respond::with_status(respond::html(&text, POLICY), status))
}
