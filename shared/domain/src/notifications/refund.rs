//! Word that money of an order was given back.

use std::fmt::Write as _;

use super::mail::{Mail, escape, page};
use crate::{
    catalogue::SkuNames,
    kernel::{Email, Money},
    orders::{Order, OrderNumber, Refund},
};

/// The mail about `refund` of `order`, whose SKUs had these `names` when the order was placed. It says nothing about why.
#[must_use]
pub fn refunded(shop: &str, to: Email, order: &Order, refund: &Refund, names: &SkuNames) -> Mail {
    let number = OrderNumber::from(&order.id);
    let amount = Money::new(refund.amount_minor, order.total.currency);
    let first = format!("We have given {amount} of your order {number} back to you.");
    let when = "Depending on your bank, it takes up to ten days until you see it.";
    let mut text = format!("{first} {when}\n");
    let mut html = format!("<p>{} {when}</p>", escape(&first));
    if !refund.lines.is_empty() {
        text.push_str("\nIt is for:\n\n");
        html.push_str("<p>It is for:</p><ul>");
        for line in &refund.lines {
            let name = names.get(&line.sku).map_or_else(|| line.sku.to_string(), |named| named.name.clone());
            let _ = writeln!(text, "{} x {name}", line.quantity.get());
            let _ = write!(html, "<li>{} x {}</li>", line.quantity.get(), escape(&name));
        }
        html.push_str("</ul>");
    }
    let _ = write!(text, "\n{shop}\n");
    Mail { to, subject: format!("Your refund from {shop}: order {number}"), text, html: page(shop, &html) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        notifications::receipt::tests::order,
        orders::{RefundLine, State},
        payments::{ProviderRefund, RefundStatus},
    };

    fn mail(lines: Vec<RefundLine>) -> Mail {
        let order = Order { state: State::Paid, ..order() };
        let made = ProviderRefund {
            id: "re_1".parse().expect("an identifier"),
            amount_minor: 100,
            status: RefundStatus::Succeeded,
            created: order.created,
            own: None,
        };
        let refund = Refund { lines, ..order.taken_over(&made) };
        let to = Email::parse("ada@example.com").expect("an address");
        refunded("Tea & Co", to, &order, &refund, &SkuNames::new())
    }

    #[test]
    fn a_mail_tells_how_much_was_given_back_and_for_what() {
        let quantity = crate::orders::Quantity::new(2).expect("a quantity");
        let mail = mail(vec![RefundLine { sku: "tea".parse().expect("a SKU"), quantity, is_returned: false }]);
        for words in ["1.00 USD", "2 x tea"] {
            assert!(mail.text.contains(words) && mail.html.contains(words), "{words} in {mail:?}");
        }
        assert!(mail.html.contains("Tea &amp; Co") && mail.text.ends_with("Tea & Co\n"), "{mail:?}");
    }

    #[test]
    fn money_that_is_for_no_goods_is_told_without_any() {
        let mail = mail(Vec::new());
        assert!(!mail.text.contains("It is for") && !mail.html.contains("<ul>"), "{mail:?}");
    }
}
