//! The desk's pages: what staff do by forms alone, and what they are not offered.

#![allow(clippy::expect_used, reason = "these are tests")]

mod doing;
mod looking;
mod managing;
mod refusing;

use domain::accounts::Role;
use tests::{Answer, Browser, Call, Checkout, Function};

/// One of the staff before the desk of a shop with tea and jam.
pub(crate) struct Desk {
    pub(crate) checkout: Checkout,
    pub(crate) browser: Browser,
    show: Function,
}

impl Desk {
    /// Somebody in this role, logged in.
    pub(crate) async fn open(role: Role) -> Self {
        let checkout = Checkout::open().await;
        checkout.enrol("ada");
        checkout.stock("tea", 90);
        checkout.stock("jam", 90);
        let show = checkout.shop.start("show-desk").await;
        let mut desk = Self { checkout, browser: Browser::default(), show };
        desk.become_one(role);
        desk
    }

    /// From now on somebody in this role looks.
    pub(crate) fn become_one(&mut self, role: Role) {
        let shop = &self.checkout.shop;
        let token = if role == Role::Buyer { shop.buyer("ada") } else { shop.staff(role) };
        self.browser.cookies.retain(|(name, _)| name != "__Host-session");
        self.browser.cookies.push(("__Host-session".to_owned(), format!("{token}|")));
    }

    /// A paid order of ada's, of four teas and a jam.
    pub(crate) async fn paid(&self, key: &str) -> String {
        let wish = Checkout::wish(&[("tea", 4), ("jam", 1)]);
        let placed = self.checkout.place("ada", key, &wish).await.expect(201);
        let order = placed["id"].as_str().expect("an identifier").to_owned();
        self.checkout.pay("ada", &order, "pm_card_visa").await.expect(200);
        self.checkout.webhooks().await;
        self.checkout.work().await;
        self.checkout.shop.show_on_desk().await;
        order
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.browser.get(&self.checkout.shop, &self.show, path).await
    }

    /// A page, good.
    pub(crate) async fn page(&mut self, path: &str) -> String {
        let answer = self.get(path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        answer.body
    }

    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.browser.post(&self.checkout.shop, &self.show, path, fields).await
    }

    pub(crate) async fn send(&mut self, call: Call) -> Answer {
        self.browser.send(&self.checkout.shop, &self.show, call).await
    }
}

/// The value of the hidden field `name` of the form `id` in a page.
pub(crate) fn hidden(page: &str, id: &str, name: &str) -> String {
    let (_, form) = page.split_once(&format!("id=\"{id}\"")).unwrap_or_else(|| panic!("no form {id} in {page}"));
    let (_, value) = form.split_once(&format!("name=\"{name}\" value=\"")).expect("a field");
    value.split('"').next().expect("a value").to_owned()
}
