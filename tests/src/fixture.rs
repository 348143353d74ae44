//! A shop with everybody in it who may stand before a route: two buyers and staff with accounts, and the callers that the shop
//! must not believe.

use std::sync::LazyLock;

use domain::{
    accounts::{HashCost, Password, PasswordHash, Role},
    kernel::Email,
};
use serde_json::{Value, json};

use crate::{Answer, Before, Call, Endpoint, Function, Identities, Shop, StripeModel, shop::STRIPE_WEBHOOK_SECRET};

/// The password of everybody.
pub const PASSWORD: &str = "a long walk along the mill race";
/// The reset token of the samples.
const RESET_TOKEN: &str = "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB";
/// The passwords that the samples log in with.
const SAMPLE_PASSWORDS: [&str; 2] = ["tea, bread and 12 eggs", PASSWORD];

/// The file that the sample of `get-image` asks for.
const SAMPLE_FILE: &str = "media/aaaaaaaaaaaaaaaaaaaaaaaaaa-320.webp";

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caller {
    /// Nobody who is known.
    Anonymous,
    /// A buyer who asks for what is another's.
    Stranger,
    /// The buyer whose it is.
    Owner,
    /// A guest.
    Guest,
    /// One of the staff, in this role.
    Staff(Role),
    /// The owner, with a token of five minutes ago.
    Expired,
    /// Somebody with a token that is none.
    Garbage,
    /// Somebody with a token for the owner, as an owner of the shop, under the name of the shop's key and signed by another.
    Forger,
}

impl Caller {
    /// Everybody.
    pub const ALL: [Self; 11] = [
        Self::Anonymous,
        Self::Stranger,
        Self::Owner,
        Self::Guest,
        Self::Staff(Role::Owner),
        Self::Staff(Role::Manager),
        Self::Staff(Role::Fulfilment),
        Self::Staff(Role::Support),
        Self::Expired,
        Self::Garbage,
        Self::Forger,
    ];

    /// Whether the shop knows who this is.
    #[must_use]
    pub fn is_known(self) -> bool {
        matches!(self, Self::Stranger | Self::Owner | Self::Guest | Self::Staff(_))
    }
}

/// The shop, its people, and what stands for the placeholders of the samples.
#[derive(Debug)]
pub struct Fixture {
    /// The shop.
    pub shop: Shop,
    /// The provider.
    pub stripe: StripeModel,
    found: Vec<(&'static str, String)>,
}

impl Fixture {
    /// A shop in which a request to `endpoint` is good.
    pub async fn before(endpoint: &Endpoint) -> Self {
        let shop = Shop::open();
        let stripe = shop.opens_at_stripe();
        for (name, role) in [("ada", Role::Buyer), ("eve", Role::Buyer), ("merchant", Role::Owner)] {
            shop.seed_account(name, role);
        }
        for role in [Role::Manager, Role::Fulfilment, Role::Support] {
            shop.seed_account(role.as_str(), role);
        }
        // The owner who asks is not the last one.
        let owners = ["merchant", "grace"].map(|name| shop.buyer_id(name));
        let owners = json!({ "pk": { "S": "STAFF" }, "sk": { "S": "OWNERS" }, "owners": { "SS": owners } });
        shop.tables.put_item("accounts", &owners);
        let stock = json!({
            "sku": "tea-500g", "row": "shard#0", "available": 80, "received": 80, "product_id": "tea-500g",
            "prices": { "USD": 1295 }, "active": true,
        });
        shop.tables.put("stock", &stock);
        shop.buckets.put(&shop.variables_of("get-image")["MEDIA_BUCKET"], SAMPLE_FILE, b"RIFF", shop.clock.now());
        let mut fixture = Self { shop, stripe, found: Vec::new() };
        fixture
            .shop
            .call(
                &fixture.start("manage-products").await,
                Call::sample("manage-products").bearer(&fixture.shop.merchant()),
            )
            .await
            .expect(200);
        let tokens = fixture.log_in().await;
        let refresh = tokens["refresh_token"].as_str().expect("a token").to_owned();
        let session = refresh.split('.').nth(1).expect("a session").to_owned();
        fixture.prepare(endpoint.before).await;
        fixture.found.extend([
            ("usr_aaaaaaaaaaaaaaaaaaaaaaaaaa.ses_aaaaaaaaaaaaaaaaaaaaaaaaaa.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", refresh),
            ("ses_aaaaaaaaaaaaaaaaaaaaaaaaaa", session),
            ("usr_aaaaaaaaaaaaaaaaaaaaaaaaaa", fixture.shop.buyer_id("ada").to_string()),
            ("<guest access token>", fixture.shop.guest("gwen")),
        ]);
        fixture.shop.journal.take();
        fixture
    }

    async fn log_in(&self) -> Value {
        let body = json!({ "email": "ada@example.com", "password": PASSWORD });
        self.shop.call(&self.start("log-in").await, Call::post("/v1/login").json(&body)).await.expect(200)
    }

    /// Lets happen what must have happened.
    async fn prepare(&mut self, before: Before) {
        let ada = self.shop.buyer("ada");
        let code_is = |code: String| [("12345678", code.clone()), ("00000000", code)];
        match before {
            Before::Nothing => {}
            Before::SignUp => {
                let body = json!({ "email": "new@example.com", "password": PASSWORD });
                let answer = self
                    .shop
                    .call(&self.start("sign-up").await, Call::post("/v1/signup").json(&body))
                    .await
                    .expect(202);
                self.found
                    .push(("sup_aaaaaaaaaaaaaaaaaaaaaaaaaa", answer["sign_up_id"].as_str().expect("an id").to_owned()));
                self.found.extend(code_is(self.code_in("SIGNUP")));
            }
            Before::ResetAsked => {
                self.shop.call(&self.start("reset-password").await, Call::sample("reset-password")).await.expect(202);
                self.shop.queue("notifications").work_off(&self.start("send-notification").await).await;
                self.found.push((RESET_TOKEN, self.shop.mail.reset_token("ada@example.com")));
            }
            Before::MoveAsked => {
                let call = Call::sample("change-email").bearer(&ada);
                self.shop.call(&self.start("change-email").await, call).await.expect(202);
                self.found.extend(code_is(self.code_in("EMAIL-CHANGE")));
            }
            Before::WebhookMade | Before::WebhookSent => {
                let call = Call::sample("manage-webhooks").bearer(&self.shop.merchant());
                let made = self.shop.call(&self.start("manage-webhooks").await, call).await.expect(201);
                let id = made["id"].as_str().expect("an identifier").to_owned();
                if before == Before::WebhookSent {
                    self.shop.tables.put("webhooks", &a_delivery(&id));
                }
                self.found.push(("whk_aaaaaaaaaaaaaaaaaaaaaaaaaa", id));
            }
            Before::OrderPlaced | Before::OrderInReview | Before::OrderPaid | Before::OrderShipped => {
                let call = Call::sample("place-order").bearer(&ada);
                let order = self.shop.call(&self.start("place-order").await, call).await.expect(201)["id"].clone();
                let order = order.as_str().expect("an identifier").to_owned();
                self.found.push(("ord_aaaaaaaaaaaaaaaaaaaaaaaaaa", order));
                self.shop.show_on_desk().await;
                if before == Before::OrderInReview {
                    self.put_aside();
                    return;
                }
                if before != Before::OrderPlaced {
                    let call = self.good(Call::sample("pay-order").bearer(&ada));
                    self.shop.call(&self.start("pay-order").await, call).await.expect(200);
                }
                self.shop.show_on_desk().await;
                if before == Before::OrderShipped {
                    let call = self.good(Call::sample("manage-shipments").bearer(&self.shop.merchant()));
                    let shipment = self.shop.call(&self.start("manage-shipments").await, call).await.expect(201);
                    let id = shipment["id"].as_str().expect("an identifier").to_owned();
                    self.found.push(("shp_aaaaaaaaaaaaaaaaaaaaaaaaaa", id));
                }
            }
        }
    }

    /// Puts the order aside, as the shop does where the provider's record differs.
    fn put_aside(&self) {
        let mut row =
            self.shop.tables.rows("orders").into_iter().find(|row| row.get("state").is_some()).expect("an order");
        row["state"] = json!("needs_review");
        row["review"] = json!({ "reason": "record_differs", "since_ms": 1 });
        for name in ["due_shard", "due_at_ms"] {
            row.as_object_mut().expect("a row").remove(name);
        }
        self.shop.tables.put("orders", &row);
    }

    fn code_in(&self, kind: &str) -> String {
        let rows = self.shop.tables.rows("accounts");
        let row = rows.iter().find(|row| row["sk"] == kind).expect("a code that waits");
        row["code"].as_str().expect("a code").to_owned()
    }

    /// Starts a function.
    pub async fn start(&self, name: &str) -> Function {
        self.shop.start(name).await
    }

    /// The call with what there is in place of what a sample invents.
    pub fn good(&self, call: Call) -> Call {
        let call = SAMPLE_PASSWORDS.iter().fold(call, |call, password| call.with(password, PASSWORD));
        self.found.iter().fold(call, |call, (placeholder, value)| call.with(placeholder, value))
    }

    /// A request to `endpoint` about what is the owner's, signed where a signature is asked for, without a token.
    pub fn request(&self, endpoint: &Endpoint) -> Call {
        let call = self.good(endpoint.call());
        if endpoint.sample == "receive-stripe-event" { self.signed(call) } else { call }
    }

    /// The call with the provider's signature over its body, made now.
    pub fn signed(&self, call: Call) -> Call {
        let now = self.shop.clock.now().seconds();
        let signature = local_stripe::signature(&[STRIPE_WEBHOOK_SECRET.to_owned()], now, &call.body_bytes());
        call.without("stripe-signature").header("stripe-signature", &signature)
    }

    /// The call as `caller` sends it.
    pub fn by(&self, caller: Caller, call: Call) -> Call {
        let (shop, now) = (&self.shop, self.shop.clock.now());
        match caller {
            Caller::Anonymous => call,
            Caller::Stranger => call.bearer(&shop.buyer("eve")),
            Caller::Owner => call.bearer(&shop.buyer("ada")),
            Caller::Guest => call.bearer(&shop.guest("gwen")),
            Caller::Staff(role) => call.bearer(&shop.staff(role)),
            Caller::Expired => call.bearer(&shop.people.token("ada", Role::Buyer, now.plus_seconds(-300))),
            Caller::Garbage => call.bearer("eyJhbGciOiJub25lIn0.e30."),
            Caller::Forger => call.bearer(&Identities::forger("backroom-local").token("ada", Role::Owner, now)),
        }
    }

    /// Sends the request to `endpoint` as `caller`.
    pub async fn ask(&self, endpoint: &Endpoint, caller: Caller) -> Answer {
        let function = self.start(endpoint.function()).await;
        let request = self.request(endpoint);
        // A guest says where the mails go.
        let request = match (endpoint.sample, caller) {
            ("place-order", Caller::Guest) => {
                request.with("{\"currency\"", "{\"email\":\"gwen@example.com\",\"currency\"")
            }
            _ => request,
        };
        self.shop.call(&function, self.by(caller, request)).await
    }

    /// Every row that is the owner's.
    #[must_use]
    pub fn rows_of_the_owner(&self) -> Vec<Value> {
        let email = Email::parse("ada@example.com").expect("an address");
        let marks = [self.shop.buyer_id("ada").to_string(), email.digest().as_str().to_owned()];
        let rows = ["accounts", "carts", "orders", "stock", "products", "desk", "webhooks", "recommendations"]
            .into_iter()
            .flat_map(|table| self.shop.tables.rows(table));
        rows.filter(|row| marks.iter().any(|mark| row.to_string().contains(mark))).collect()
    }
}

/// An event that an endpoint took: the one of the sample `publish-changes-stock`.
fn a_delivery(endpoint: &str) -> Value {
    json!({
        "pk": format!("ENDPOINT#{endpoint}"), "sk": "DELIVERY#evt_abvhvxtd3i6svghlmrwucatsjz", "endpoint_id": endpoint,
        "event_id": "evt_abvhvxtd3i6svghlmrwucatsjz", "event_type": "stock.low", "payload": "{}", "state": "delivered",
        "attempts": 1, "due_ms": 0, "created_ms": 0, "ttl": 2_592_000, "last_ms": 0, "last_status": 204, "last_result": "delivered",
    })
}

impl Shop {
    /// Gives `name` an account with a verified address, `name@example.com`, under [`PASSWORD`], and a session.
    pub fn seed_account(&self, name: &str, role: Role) {
        static HASH: LazyLock<String> = LazyLock::new(|| {
            let password = Password::offered(PASSWORD).expect("a password");
            PasswordHash::of(&password, &[3; 16], HashCost::LEAST).expect("a hash").as_str().to_owned()
        });
        let (uid, now) = (self.buyer_id(name), self.clock.now());
        let email = Email::parse(&format!("{name}@example.com")).expect("an address");
        let account = json!({
            "pk": format!("EMAIL#{}", email.digest().as_str()), "sk": "ACCOUNT", "uid": uid, "email": email.as_str(),
            "password_hash": *HASH, "role": role.as_str(), "session_epoch": 0, "created_ms": now.millis(),
        });
        let profile = json!({
            "pk": format!("USER#{uid}"), "sk": "PROFILE", "email": email.as_str(), "role": role.as_str(), "session_epoch": 0,
        });
        let session = json!({
            "pk": format!("USER#{uid}"), "sk": format!("SESSION#{}", Identities::session_of(name)), "token_digest": "none",
            "role": role.as_str(), "session_epoch": 0, "device": "Edge", "created_ms": now.millis(), "used_ms": now.millis(),
            "expires_ms": now.plus_seconds(86_400).millis(), "ttl": now.plus_seconds(86_400).seconds(),
        });
        for row in [account, profile, session] {
            self.tables.put("accounts", &row);
        }
    }
}
