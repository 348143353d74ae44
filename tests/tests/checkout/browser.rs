//! A shop with pages, and a browser that keeps cookies and follows where it is led.

use std::{cell::RefCell, collections::BTreeMap};

use serde_json::{Value, json};
use tests::{Call, Checkout, Function};

use crate::html::{Form, attribute, forms, tags};

/// The shop, the functions of its pages, and those that fill it.
pub(crate) struct Mall {
    pub(crate) checkout: Checkout,
    pages: BTreeMap<&'static str, Function>,
    products: Function,
    stock: Function,
}

/// Which function shows a path.
const PAGES: [(&str, &str); 6] = [
    ("/cart", "check-out"),
    ("/checkout", "check-out"),
    ("/orders", "check-out"),
    ("/products", "show-shop"),
    ("/search", "show-shop"),
    ("/", "show-shop"),
];

/// A browser of one person.
pub(crate) struct Browser<'m> {
    pub(crate) mall: &'m Mall,
    pub(crate) cookies: RefCell<BTreeMap<String, String>>,
    pub(crate) language: &'static str,
}

/// A page, and how the browser came to it.
#[derive(Clone, Debug)]
pub(crate) struct Shown {
    pub(crate) status: u16,
    /// The path and query of the page.
    pub(crate) at: String,
    pub(crate) headers: Value,
    pub(crate) text: String,
}

impl Mall {
    /// A shop that sells five units of tea, and shirts of which only the red one in M is there.
    pub(crate) async fn open() -> Self {
        let checkout = Checkout::open().await;
        let shop = &checkout.shop;
        let mut pages = BTreeMap::new();
        for name in ["check-out", "show-shop"] {
            pages.insert(name, shop.start(name).await);
        }
        let (products, stock) = (shop.start("manage-products").await, shop.start("manage-stock").await);
        let mall = Self { checkout, pages, products, stock };
        mall.sell("tea", &tea(), &[("tea", 5)]).await;
        mall.sell("shirt", &shirt(), &[("SHIRT-M-Red", 3)]).await;
        mall
    }

    /// Puts a product on sale, with so many units of its SKUs.
    pub(crate) async fn sell(&self, id: &str, product: &Value, units: &[(&str, i64)]) {
        let shop = &self.checkout.shop;
        let put = Call::put(&format!("/v1/products/{id}")).bearer(&shop.merchant()).json(product);
        shop.call(&self.products, put).await.expect(200);
        for (sku, quantity) in units {
            let call = Call::post(&format!("/v1/merchant/skus/{sku}/adjustments")).bearer(&shop.merchant());
            let body = json!({ "quantity": quantity, "reason": "counted" });
            shop.call(&self.stock, call.key(&format!("{sku} {quantity}")).json(&body)).await.expect(200);
        }
    }

    /// A browser that was never here.
    pub(crate) fn browser(&self) -> Browser<'_> {
        Browser { mall: self, cookies: RefCell::default(), language: "en-GB" }
    }

    /// The orders that there are.
    pub(crate) fn orders(&self) -> Vec<Value> {
        let rows = self.checkout.shop.tables.rows("orders");
        rows.into_iter().filter(|row| row["id"].as_str().is_some_and(|id| id.starts_with("ord_"))).collect()
    }

    /// Pays an intent at the provider, as its own form does in a browser.
    pub(crate) fn pay_at_the_provider(&self, intent: &str, method: &str) {
        let path = format!("/v1/payment_intents/{intent}/confirm");
        self.checkout.at_the_provider(&path, &format!("payment_method={method}"));
    }
}

impl Browser<'_> {
    /// Opens a page, and follows where it leads.
    pub(crate) async fn open(&self, path: &str) -> Shown {
        let mut shown = self.look(path).await;
        for _ in 0..5 {
            if shown.status != 303 {
                return shown;
            }
            let next = shown.headers["location"].as_str().expect("a place").to_owned();
            shown = self.ask(Call::get(&next).header("sec-fetch-site", "same-origin"), &next).await;
        }
        panic!("no end of redirects at {}", shown.at);
    }

    /// Opens a page, and does not follow where it leads.
    pub(crate) async fn look(&self, path: &str) -> Shown {
        self.ask(Call::get(path).header("sec-fetch-site", "none"), path).await
    }

    /// Sends a form, and follows where it leads.
    pub(crate) async fn send(&self, form: &Form) -> Shown {
        let sent = self.post(form, "same-origin").await;
        match sent.headers["location"].as_str() {
            Some(next) if sent.status == 303 => Box::pin(self.open(next)).await,
            _ => sent,
        }
    }

    /// Sends a form from a page of some site. What comes back is not followed.
    pub(crate) async fn post(&self, form: &Form, site: &str) -> Shown {
        let call = Call::post(&form.action).header("content-type", "application/x-www-form-urlencoded");
        self.ask(call.header("sec-fetch-site", site).bytes(form.body().as_bytes()), &form.action).await
    }

    async fn ask(&self, call: Call, at: &str) -> Shown {
        let cookies = self.cookies.borrow().iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>();
        let call = call.header("accept-language", self.language).header("cookie", &cookies.join("; "));
        let path = at.split('?').next().unwrap_or_default();
        let (_, function) = PAGES.iter().find(|(start, _)| path.starts_with(start)).expect("a page");
        let event = call.event(self.mall.checkout.shop.clock.now().millis());
        let answer = self.mall.pages[function].invoke(event).await.expect("an answer");
        for cookie in answer["cookies"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            self.keep(cookie);
        }
        Shown {
            status: answer["statusCode"].as_u64().and_then(|it| it.try_into().ok()).expect("a status"),
            at: at.to_owned(),
            headers: answer["headers"].clone(),
            text: answer["body"].as_str().unwrap_or_default().to_owned(),
        }
    }

    fn keep(&self, cookie: &str) {
        let (pair, rules) = cookie.split_once(';').expect("rules");
        let (name, value) = pair.split_once('=').expect("a value");
        assert!(name.starts_with("__Host-") && rules.contains("HttpOnly") && rules.contains("SameSite=Lax"), "{rules}");
        if rules.contains("Max-Age=0") {
            self.cookies.borrow_mut().remove(name);
        } else {
            self.cookies.borrow_mut().insert(name.to_owned(), value.to_owned());
        }
    }

    /// Forgets what the shop has set, as somebody who clears their cookies.
    pub(crate) fn forget(&self) {
        self.cookies.borrow_mut().clear();
    }
}

impl Shown {
    /// The form that goes to this place.
    #[track_caller]
    pub(crate) fn form(&self, action: &str) -> Form {
        let form = forms(&self.text).into_iter().find(|form| form.action == action);
        form.unwrap_or_else(|| panic!("no form to {action} at {} ({}): {}", self.at, self.status, self.text))
    }

    /// An attribute of the first tag that has it.
    #[track_caller]
    pub(crate) fn attribute(&self, tag: &str, name: &str) -> String {
        let found = tags(&self.text, tag).find_map(|tag| attribute(tag, name));
        found.unwrap_or_else(|| panic!("no {name} of {tag} at {}: {}", self.at, self.text))
    }

    /// The page, which has to say this.
    #[track_caller]
    pub(crate) fn says(&self, words: &str) -> &Self {
        assert!(self.text.contains(words), "{} ({}) does not say {words:?}: {}", self.at, self.status, self.text);
        self
    }

    /// The page, which must not say this.
    #[track_caller]
    pub(crate) fn is_silent_about(&self, words: &str) -> &Self {
        assert!(!self.text.contains(words), "{} says {words:?}: {}", self.at, self.text);
        self
    }
}

/// A product without options.
pub(crate) fn tea() -> Value {
    json!({
        "name": "Darjeeling", "description": "First flush.", "category": "Tea",
        "variants": [{ "prices": [{ "currency": "USD", "price_minor": 1295 }] }],
    })
}

/// A product in two sizes.
fn shirt() -> Value {
    let variant = |size: &str| {
        let prices = json!([{ "currency": "USD", "price_minor": 1999 }]);
        json!({ "sku": format!("SHIRT-{size}-Red"), "options": [size, "Red"], "prices": prices })
    };
    json!({
        "name": "Linen shirt", "description": "Soft.", "category": "Clothes", "options": ["Size", "Colour"],
        "variants": [variant("S"), variant("M")],
    })
}

/// The checkout's form with what a buyer in Leeds fills in.
pub(crate) fn filled(form: Form) -> Form {
    let fields = [
        ("email", "ada@example.com"),
        ("name", "Ada Buyer"),
        ("line1", "1 Mill Lane"),
        ("postal_code", "LS1 1AA"),
        ("city", "Leeds"),
        ("country", "GB"),
    ];
    fields.into_iter().fold(form, |form, (name, value)| form.with(name, value))
}
