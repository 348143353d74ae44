//! The mail about a delayed payment, such as a bank debit, that has failed.

use super::mail::{Mail, escape, page};
use crate::{
    kernel::{Email, Timestamp},
    orders::Order,
};

/// The mail about the failed payment of `order`, as it stands at `now`: it can be paid again, or it ends.
#[must_use]
pub fn payment_failed(shop: &str, to: Email, order: &Order, now: Timestamp) -> Mail {
    let failed = format!("Your bank did not pay {} for your order {}. Nothing was charged.", order.total, order.id);
    let then = if order.is_payable(now) {
        format!("You can pay the order in another way until {}.", order.expires)
    } else {
        "The order could not be held any longer and ends unpaid. You are welcome to place it again.".to_owned()
    };
    Mail {
        to,
        subject: format!("Your payment to {shop} failed: order {}", order.id),
        text: format!("{failed}\n\n{then}\n\n{shop}\n"),
        html: page(shop, &format!("<p>{}</p><p>{}</p>", escape(&failed), escape(&then))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{notifications::receipt::tests::order, orders::State};

    fn mail(order: &Order, now: i64) -> Mail {
        let to = Email::parse("ada@example.com").expect("an address");
        payment_failed("Tea & Co", to, order, Timestamp::from_millis(now))
    }

    #[test]
    fn both_renderings_say_what_failed_and_what_the_buyer_can_do() {
        let pending = Order { state: State::Pending, ..order() };
        for (order, now, words) in [
            (&pending, 0, "pay the order in another way until 1970-01-01T00:15:00"),
            (&pending, 900_000, "ends unpaid"),
            (&Order { state: State::Expired, ..order() }, 0, "ends unpaid"),
        ] {
            let mail = mail(order, now);
            for body in [&mail.text, &mail.html] {
                assert!(
                    body.contains(words) && body.contains("8.05 USD") && body.contains(order.id.as_str()),
                    "{body}"
                );
            }
            assert!(mail.html.contains("Tea &amp; Co") && mail.text.ends_with("Tea & Co\n"), "{mail:?}");
        }
    }
}
