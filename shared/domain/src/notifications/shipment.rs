//! Word that units of an order are on their way.

use std::fmt::Write as _;

use super::mail::{Mail, escape, page};
use crate::{
    catalogue::SkuNames,
    kernel::Email,
    orders::{FulfilmentState, Order, Shipment, TrackingUrl, Units},
};

/// The mail about `shipment` of `order`, whose SKUs had these `names` when the order was placed.
#[must_use]
pub fn shipped(shop: &str, to: Email, order: &Order, shipment: &Shipment, names: &SkuNames) -> Mail {
    let first = format!("A shipment of your order {} is on its way with {}.", order.id, shipment.carrier.as_str());
    let rest = if order.fulfilment() == FulfilmentState::PartlyShipped {
        "The rest of your order follows apart."
    } else {
        "With it, all of your order is on its way."
    };
    let number = shipment.tracking_number.as_ref().map(|number| format!("Tracking number: {}", number.as_str()));
    let url = shipment.tracking_url.as_ref().map(TrackingUrl::as_str);
    let mut text = format!("{first}\n\n");
    let mut html = format!("<p>{}</p><ul>", escape(&first));
    for Units { sku, quantity } in &shipment.lines {
        let name = names.get(sku).map_or_else(|| sku.to_string(), |named| named.name.clone());
        let _ = writeln!(text, "{} x {name}", quantity.get());
        let _ = write!(html, "<li>{} x {}</li>", quantity.get(), escape(&name));
    }
    html.push_str("</ul>");
    if let Some(number) = number {
        let _ = write!(text, "\n{number}\n");
        let _ = write!(html, "<p>{}</p>", escape(&number));
    }
    if let Some(url) = url {
        let _ = write!(text, "\nFollow it: {url}\n");
        let _ = write!(html, "<p><a href=\"{0}\">{0}</a></p>", escape(url));
    }
    let _ = write!(text, "\n{rest}\n\n{shop}\n");
    let _ = write!(html, "<p>{rest}</p>");
    Mail { to, subject: format!("Your order from {shop} is on its way: {}", order.id), text, html: page(shop, &html) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        kernel::{Timestamp, UserId},
        notifications::receipt::tests::order,
        orders::{Quantity, ShipmentDraft},
    };

    fn mail(sku: &str, number: Option<&str>, url: Option<&str>) -> Mail {
        let mut order = order();
        let by: UserId = order.buyer.clone();
        let lines = vec![Units { sku: sku.parse().expect("a SKU"), quantity: Quantity::new(1).expect("a quantity") }];
        let draft = ShipmentDraft { lines, carrier: "Mill & Sons", tracking_number: number, tracking_url: url };
        let shipment = draft.parse(&order.id, "key", by, Timestamp::from_millis(0)).expect("a shipment");
        order.shipments.push(shipment.clone());
        let to = Email::parse("ada@example.com").expect("an address");
        shipped("Shop", to, &order, &shipment, &SkuNames::new())
    }

    #[test]
    fn a_mail_tells_what_was_sent_with_whom_and_how_to_follow_it() {
        let mail = mail("tea", Some("MM <1>"), Some("https://mail.example/?a=1&b=2"));
        for words in ["Mill & Sons", "1 x tea", "MM <1>", "https://mail.example/?a=1&b=2", "The rest"] {
            assert!(mail.text.contains(words), "{words} in {}", mail.text);
        }
        for words in ["Mill &amp; Sons", "1 x tea", "MM &lt;1&gt;", "href=\"https://mail.example/?a=1&amp;b=2\""] {
            assert!(mail.html.contains(words), "{words} in {}", mail.html);
        }
    }

    #[test]
    fn a_parcel_that_cannot_be_followed_has_no_words_about_that() {
        let mail = mail("tea", None, None);
        assert!(!mail.text.contains("Tracking") && !mail.html.contains("href"), "{mail:?}");
    }
}
