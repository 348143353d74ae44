//! Word to the shop that an order was paid.

use std::fmt::Write as _;

use super::mail::{Mail, escape, page};
use crate::{
    catalogue::SkuNames,
    kernel::Email,
    orders::{Order, OrderNumber, merge_shards},
};

/// The mail to the shop about a paid `order`, whose SKUs had these `names` when it was placed. Who bought it, and where it goes,
/// stands on the order desk.
#[must_use]
pub fn order_notice(shop: &str, to: Email, order: &Order, names: &SkuNames) -> Mail {
    let number = OrderNumber::from(&order.id);
    let first = format!("Order {number} is paid: {}.", order.total);
    let mut text = format!("{first}\n\n");
    let mut html = format!("<p>{}</p><ul>", escape(&first));
    for line in merge_shards(&order.lines) {
        let name = names.get(&line.sku).map_or_else(|| line.sku.to_string(), |named| named.name.clone());
        let units = format!("{} x {name} ({})", line.quantity.get(), line.sku);
        let _ = writeln!(text, "{units}");
        let _ = write!(html, "<li>{}</li>", escape(&units));
    }
    let _ = write!(text, "\n{shop}\n\nReference: {}\n", order.id);
    let _ = write!(html, "</ul><p>Reference: {}</p>", order.id);
    Mail { to, subject: format!("{shop}: order {number} is paid"), text, html: page(shop, &html) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notifications::receipt::tests::order;

    #[test]
    fn the_shop_is_told_what_was_ordered_and_not_by_whom() {
        let (order, to) = (order(), Email::parse("orders@example.com").expect("an address"));
        let mail = order_notice("Tea & Co", to, &order, &SkuNames::new());
        let number = OrderNumber::from(&order.id);
        for words in [number.as_str(), &order.total.to_string(), order.lines[0].sku.as_str(), order.id.as_str()] {
            assert!(mail.text.contains(words) && mail.html.contains(words), "{words} in {mail:?}");
        }
        for words in [order.address.name.as_str(), order.address.line1.as_str()] {
            assert!(!mail.text.contains(words) && !mail.html.contains(words), "{words} in {mail:?}");
        }
        assert!(mail.html.contains("Tea &amp; Co"));
    }
}
