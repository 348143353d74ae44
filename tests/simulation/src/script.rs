//! What the people in a run do.

use std::{sync::Arc, time::Duration};

use http::Method;
use local_stripe::{Authentication, Request};
use serde_json::{Value, json};
use tests::Call;

use crate::{
    accounts,
    client::{Client, wish},
    dashboard::{cancel_in_the_dashboard, refund_in_the_dashboard},
    run_state::{RunState, SPREAD, WINDOW_SECONDS},
    self_service, shipping,
};

/// The key under which everybody places their first order: keys of different buyers have nothing to do with each other.
pub(crate) const KEY: &str = "my first order";

/// So much later comes whoever comes to what another has begun: some calls.
const A_MOMENT: Duration = Duration::from_millis(18);

/// After so long an order's window is about to close: a bank debit that begins then is decided when it has closed.
const A_LONG_WHILE: Duration = Duration::from_secs(WINDOW_SECONDS.unsigned_abs() - 5);

/// What one person does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Script {
    /// Places an order and pays with this payment method.
    Pays(&'static str),
    /// Pays with this payment method, moments before the window closes.
    PaysLate(&'static str),
    /// Asks for the client secret; the intent is cancelled in the provider's dashboard; pays all the same.
    PaysWhatWasCancelledElsewhere,
    /// A card that is declined first, then a good one.
    PaysAtSecondTry,
    /// Asks for the client secret and pays in the browser.
    PaysInBrowser,
    /// Pays with a card that wants to be authenticated, and authenticates.
    Authenticates,
    /// Pays in two tabs at once, with the order named twice in one basket.
    PaysTwice,
    /// Pays in one tab, and cancels in another.
    PaysAndCancels,
    /// Places an order and cancels it.
    Cancels,
    /// Asks for the client secret, then cancels.
    CancelsLinked,
    /// The same with a product that is spread over several rows, and more of it than one row has.
    CancelsWhatIsSpread,
    /// Pays in the browser, then cancels all the same.
    PaysInBrowserAndCancels,
    /// Asks for the client secret and walks away.
    WalksAway,
    /// Pays with this payment method; the merchant refunds the order.
    PaysAndIsRefunded(&'static str),
    /// Pays; two merchants refund the order, the second while the first is at it.
    PaysAndIsRefundedTwice,
    /// Pays; somebody refunds the order in the provider's dashboard.
    PaysAndIsRefundedElsewhere,
    /// Pays; the merchant sends all of it.
    PaysAndIsSent,
    /// Pays; the merchant sends it in parts, asks for too much, takes one part back and sends it again.
    PaysAndIsSentInParts,
    /// Pays; two of the staff send all of it at once.
    PaysAndIsSentTwice,
    /// Pays; one of the staff sends the second part while another gives the money back.
    PaysAndIsSentAndRefunded,
    /// Opens an account, logs in and out.
    HasAnAccount,
    /// The same, and tries the session again after a year.
    ComesBackMuchLater,
    /// Has an account, gives a name, ends other sessions, changes the password.
    SettlesIn,
    /// Has an account, moves it to another address, resets the password, closes it.
    MovesOut,
    /// Has an account, at which somebody guesses.
    IsGuessedAt,
    /// Pays, while a message that nobody can ever read waits in each queue.
    PaysAmongPoison,
    /// A merchant who changes a price and adds to the stock.
    KeepsTheShop,
}

impl Script {
    /// Every script that others can be on the run state with.
    pub const ALL: [Self; 18] = [
        Self::Pays("pm_card_visa"),
        Self::Pays("pm_usBankAccount_success"),
        Self::Pays("pm_usBankAccount_insufficientFunds"),
        Self::PaysAtSecondTry,
        Self::PaysInBrowser,
        Self::Authenticates,
        Self::PaysTwice,
        Self::PaysAndCancels,
        Self::Cancels,
        Self::CancelsLinked,
        Self::WalksAway,
        Self::HasAnAccount,
        Self::KeepsTheShop,
        Self::PaysAndIsRefunded("pm_card_visa"),
        Self::PaysAndIsSent,
        Self::PaysAndIsSentInParts,
        Self::PaysAndIsSentTwice,
        Self::PaysAndIsSentAndRefunded,
    ];

    /// Whether somebody sends what was paid for: that goes by the order desk.
    pub(crate) const fn is_sent(self) -> bool {
        matches!(
            self,
            Self::PaysAndIsSent
                | Self::PaysAndIsSentInParts
                | Self::PaysAndIsSentTwice
                | Self::PaysAndIsSentAndRefunded
        )
    }

    /// What is ordered. A basket may name a product twice.
    async fn basket(self, client: &Client) -> Value {
        match self {
            Self::PaysTwice => wish(&["tea", "tea"]),
            _ if self.is_sent() => wish(&["tea", "jam", "jam"]),
            Self::CancelsWhatIsSpread => {
                client.run_state.reshard().await;
                wish(&["jam", SPREAD, SPREAD, SPREAD])
            }
            _ => wish(&["tea", "jam"]),
        }
    }

    /// Acts it out.
    pub(crate) async fn act(self, client: &Client) {
        match self {
            Self::HasAnAccount => return accounts::act(client, false).await,
            Self::ComesBackMuchLater => return accounts::act(client, true).await,
            Self::SettlesIn => return self_service::seed_account(client).await,
            Self::MovesOut => return self_service::move_out(client).await,
            Self::KeepsTheShop => return keep_the_shop(client).await,
            Self::IsGuessedAt => return accounts::guess(client).await,
            Self::PaysAmongPoison => client.run_state.poison(),
            _ => {}
        }
        let Some(order) = client.place(KEY, &self.basket(client).await).await else { return };
        self.act_on(client, &order).await;
        client.show(&order).await;
    }

    /// What is done with the order that was placed.
    async fn act_on(self, client: &Client, order: &str) {
        match self {
            Self::Pays(method) => drop(client.pay(order, &with(method)).await),
            Self::PaysLate(method) => {
                tokio::time::sleep(A_LONG_WHILE).await;
                client.pay(order, &with(method)).await;
            }
            Self::PaysWhatWasCancelledElsewhere => {
                if let Some(answer) = client.pay(order, &json!({})).await {
                    cancel_in_the_dashboard(client, &answer);
                }
                client.pay(order, &with("pm_card_visa")).await;
            }
            Self::PaysAmongPoison => drop(client.pay(order, &with("pm_card_visa")).await),
            Self::PaysAtSecondTry => {
                client.pay(order, &with("pm_card_chargeDeclined")).await;
                client.pay(order, &with("pm_card_visa")).await;
            }
            Self::PaysInBrowser => pay_in_browser(client, order).await,
            Self::PaysInBrowserAndCancels => {
                pay_in_browser(client, order).await;
                client.cancel(order).await;
            }
            Self::Authenticates => authenticate(client, order).await,
            Self::PaysTwice => {
                let (one, two) = (client.tab(1), client.tab(2));
                let body = with("pm_card_visa");
                futures::future::join(one.pay(order, &body), two.pay(order, &body)).await;
            }
            Self::PaysAndCancels => {
                let (one, two) = (client.tab(1), client.tab(2));
                let body = with("pm_card_visa");
                futures::future::join(one.pay(order, &body), two.cancel(order)).await;
            }
            Self::Cancels => client.cancel(order).await,
            Self::CancelsLinked | Self::CancelsWhatIsSpread => {
                client.pay(order, &json!({})).await;
                client.cancel(order).await;
            }
            Self::WalksAway => drop(client.pay(order, &json!({})).await),
            Self::PaysAndIsRefunded(method) => {
                client.pay(order, &with(method)).await;
                client.refund(order).await;
            }
            Self::PaysAndIsRefundedTwice => {
                client.pay(order, &with("pm_card_visa")).await;
                let later = async {
                    tokio::time::sleep(A_MOMENT).await;
                    client.tab(2).refund(order).await;
                };
                futures::future::join(client.tab(1).refund(order), later).await;
            }
            Self::PaysAndIsRefundedElsewhere => {
                client.pay(order, &with("pm_card_visa")).await;
                refund_in_the_dashboard(client, order).await;
            }
            Self::PaysAndIsSent
            | Self::PaysAndIsSentInParts
            | Self::PaysAndIsSentTwice
            | Self::PaysAndIsSentAndRefunded => shipping::act(self, client, order).await,
            Self::HasAnAccount
            | Self::ComesBackMuchLater
            | Self::SettlesIn
            | Self::MovesOut
            | Self::IsGuessedAt
            | Self::KeepsTheShop => {}
        }
    }
}

pub(crate) fn with(method: &str) -> Value {
    json!({ "payment_method": method })
}

/// With the secret in hand, the browser pays at the provider; the shop hears of it by an event, or not at all.
async fn pay_in_browser(client: &Client, order: &str) {
    let Some(answer) = client.pay(order, &json!({})).await else { return };
    tokio::time::sleep(Duration::from_secs(1)).await;
    confirm_in_browser(&client.run_state, &client.actor, &answer, "pm_card_visa");
}

/// The browser's confirmation, as the provider's `self_service` script makes it.
pub(crate) fn confirm_in_browser(run_state: &Arc<RunState>, actor: &str, answer: &Value, method: &str) {
    let (Some(intent), Some(secret)) = (answer["payment_intent"].as_str(), answer["client_secret"].as_str()) else {
        return;
    };
    let mut headers = http::HeaderMap::new();
    headers.insert("authorization", http::HeaderValue::from_static("Bearer pk_test_local"));
    headers.insert("content-type", http::HeaderValue::from_static("application/x-www-form-urlencoded"));
    let path = format!("/v1/payment_intents/{intent}/confirm");
    let body = format!("client_secret={secret}&payment_method={method}").into_bytes();
    let request = Request { method: Method::POST, path, headers, body };
    let answer = run_state.stripe.model().handle(&request, run_state.now().seconds());
    run_state.history.add(run_state.now(), actor, "the browser confirms".to_owned(), None, answer.status.to_string());
    run_state.look_at_the_books();
}

async fn authenticate(client: &Client, order: &str) {
    let run_state = &client.run_state;
    let Some(answer) = client.pay(order, &with("pm_card_authenticationRequired")).await else { return };
    let Some(intent) = answer["payment_intent"].as_str() else { return };
    tokio::time::sleep(Duration::from_secs(2)).await;
    let passed = run_state.stripe.model().authenticate(intent, Authentication::Succeed, run_state.now().seconds());
    let outcome = passed.map_or_else(|error| error.to_string(), |()| "passed".to_owned());
    run_state.history.add(run_state.now(), &client.actor, "authenticates at the bank".to_owned(), None, outcome);
    run_state.look_at_the_books();
    client.pay(order, &json!({})).await;
}

/// Another price for the tea, then five more units of jam.
async fn keep_the_shop(client: &Client) {
    let run_state = &client.run_state;
    let product = json!({
        "name": "Tea", "description": "First flush", "category": "pantry",
        "variants": [{ "prices": [{ "currency": "USD", "price_minor": 599 }] }],
    });
    client
        .persist("manage-products", || Call::put("/v1/products/tea").bearer(&run_state.merchant()).json(&product))
        .await;
    let more = json!({ "quantity": 5, "reason": "a delivery" });
    let add =
        || Call::post("/v1/merchant/skus/jam/adjustments").bearer(&run_state.merchant()).key("delivery 1").json(&more);
    if let Some(answer) = client.persist("manage-stock", add).await
        && answer.status != 200
    {
        client.run_state.violated("answers", format!("a delivery is answered {}", answer.status));
    }
}
