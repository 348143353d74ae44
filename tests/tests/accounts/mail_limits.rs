//! How many mails strangers can have sent: each kind of mail whose mailbox its asker chooses is limited for the mailbox and
//! for the network.

use domain::{
    kernel::{Digest, Email, OrderId, ShipmentId, SignUpId, UserId},
    notifications::Notification,
};
use serde_json::Value;
use tests::Answer;

use crate::accounts_client::{AccountsClient, PASSWORD, access_token};

const VICTIM: &str = "victim@example.com";

/// Who chooses the mailbox of a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Chosen {
    /// Anybody who signs up.
    AtSignUp,
    /// Anybody who asks for a reset.
    AtReset,
    /// Anybody with an account.
    AtEmailChange,
    /// Nobody: it is the mailbox of whoever acts, and who acts has proven it.
    ByItsOwner,
}

/// A new kind of mail does not compile before somebody has answered this.
const fn chosen(notification: &Notification) -> Chosen {
    match notification {
        Notification::SignUp { .. } => Chosen::AtSignUp,
        Notification::PasswordReset { .. } => Chosen::AtReset,
        Notification::EmailChange { .. } => Chosen::AtEmailChange,
        Notification::PasswordChanged { .. }
        | Notification::EmailMoved { .. }
        | Notification::PaymentFailed { .. }
        | Notification::OrderPaid { .. }
        | Notification::Refunded { .. }
        | Notification::Receipt { .. }
        | Notification::Shipped { .. } => Chosen::ByItsOwner,
    }
}

/// Asks for the `n`th mail of a kind to `email`, from a network.
async fn ask(client: &AccountsClient, kind: Chosen, n: usize, people: &[Value], network: &str, email: &str) -> Answer {
    match kind {
        Chosen::AtSignUp => client.sign_up_from(network, email, PASSWORD).await,
        Chosen::AtReset => client.create_password_reset_from(network, email).await,
        Chosen::AtEmailChange => {
            let access = access_token(&people[n % people.len()]);
            client.create_email_change_from(network, &access, email).await
        }
        Chosen::ByItsOwner => panic!("nobody asks for it"),
    }
}

async fn people(client: &AccountsClient, count: usize) -> Vec<Value> {
    let mut people = Vec::new();
    for n in 0..count {
        people.push(client.enrol(&format!("person{n}@example.com"), PASSWORD).await);
    }
    people
}

#[test]
fn the_kinds_whose_mailbox_others_choose_are_tried_below() {
    let (version, digest) = (Notification::VERSION, Digest::of(&[b"somebody"]));
    let (sign_up_id, shipment_id) = (SignUpId::from_digest(&digest), ShipmentId::from_digest(&digest));
    let (buyer, order_id) = (|| UserId::from_digest(&digest), || OrderId::from_digest(&digest));
    let account = Email::parse("ada@example.com").expect("an address").digest();
    let kinds = [
        Notification::SignUp { version, sign_up_id },
        Notification::PasswordReset { version, account },
        Notification::EmailChange { version, buyer_id: buyer() },
        Notification::PasswordChanged { version, buyer_id: buyer(), session_epoch: 0 },
        Notification::EmailMoved { version, buyer_id: buyer(), at_ms: 0 },
        Notification::Shipped { version, buyer_id: buyer(), order_id: order_id(), shipment_id },
        Notification::Receipt { version, buyer_id: buyer(), order_id: order_id() },
    ];
    let others: Vec<Chosen> = kinds.iter().map(chosen).filter(|it| *it != Chosen::ByItsOwner).collect();
    assert_eq!(others, KINDS);
}

const KINDS: [Chosen; 3] = [Chosen::AtSignUp, Chosen::AtReset, Chosen::AtEmailChange];

#[tokio::test(start_paused = true)]
async fn however_many_networks_ask_a_mailbox_gets_ten_mails_of_a_kind_in_a_quarter_of_an_hour() {
    for kind in KINDS {
        let client = AccountsClient::open().await;
        let people = if kind == Chosen::AtEmailChange { people(&client, 4).await } else { Vec::new() };
        if kind == Chosen::AtReset {
            client.enrol(VICTIM, PASSWORD).await;
        }
        let before = client.mails_to(VICTIM).await.len();
        for n in 0..30 {
            ask(&client, kind, n, &people, &format!("198.51.100.{n}"), VICTIM).await;
        }
        let mails = client.mails_to(VICTIM).await.len() - before;
        assert!((1..=10).contains(&mails), "{kind:?}: {mails} mails");
    }
}

#[tokio::test(start_paused = true)]
async fn a_network_has_a_hundred_mails_of_a_kind_sent_in_a_quarter_of_an_hour_whoever_they_are_for() {
    for kind in KINDS {
        let client = AccountsClient::open().await;
        let people = if kind == Chosen::AtEmailChange { people(&client, 11).await } else { Vec::new() };
        for n in 0..100 {
            ask(&client, kind, n, &people, "203.0.113.99", &format!("target{n}@example.com")).await.expect(202);
        }
        let refused = ask(&client, kind, 100, &people, "203.0.113.99", VICTIM).await;
        refused.expect_problem(429, "too_many_attempts");
        ask(&client, kind, 100, &people, "203.0.113.100", VICTIM).await.expect(202);
    }
}

#[tokio::test(start_paused = true)]
async fn an_account_asks_for_ten_changes_of_its_address_in_a_quarter_of_an_hour_wherever_to() {
    let client = AccountsClient::open().await;
    let person = people(&client, 1).await.remove(0);
    let before = client.mails_to("person0@example.com").await.len();
    for n in 0..200 {
        let network = format!("198.51.100.{n}");
        let answer =
            client.create_email_change_from(&network, &access_token(&person), &format!("target{n}@example.com")).await;
        assert_eq!(answer.status, if n < 10 { 202 } else { 429 }, "{answer:?}");
    }
    assert!(client.mails_to("person0@example.com").await.len() <= before + 10);
}
