//! `GET /search`: what is found for the words that somebody typed.

use lambda::http::{Problem, Request};
use pages::{Card, Found, Language, search_href};
use serde_json::Value;
use visitor::{Call, Visitor};

use crate::{IN_A_LIST, ShowShop, rendered};

impl ShowShop {
    /// The page of a search. The search is asked without the visitor's token: it finds the same for everybody.
    pub(crate) async fn search(&self, request: &Request, language: &Language) -> Result<String, Problem> {
        let query = request.query(&["q", "cursor"])?;
        let words = query.get("q").unwrap_or_default().trim();
        let call = Call::new("search-products", "GET /v1/search").anonymous();
        let call = call.query("q", words).query("limit", &IN_A_LIST.to_string());
        let call = call.query("cursor", query.get("cursor").unwrap_or_default());
        let mut visitor = Visitor::of(request, &self.random);
        let (tree, found) = futures::join!(self.categories.get(&self.products), self.api.call(&mut visitor, call));
        let (tree, found) = (tree?, found?.found()?);
        let products = found["products"].as_array().into_iter().flatten();
        let cards: Vec<Card> = products.filter_map(|product: &Value| Card::of_answer(product, language)).collect();
        let next = found["next_cursor"].as_str().map(|cursor| search_href(words, cursor));
        let mut shell = self.shell(language, "/search", "", &tree);
        words.clone_into(&mut shell.search);
        rendered(&Found::new(shell, found["total"].as_u64().unwrap_or(0), cards, next))
    }
}
