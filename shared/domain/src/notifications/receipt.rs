//! The receipt of a paid order.

use std::fmt::Write as _;

use super::mail::{Mail, escape, page};
use crate::{
    catalogue::SkuNames,
    kernel::{Email, Money, Text},
    orders::{Address, Order, OrderNumber, merge_shards},
};

/// The receipt for `order`, whose SKUs had these `names` when it was placed. It links to the `page` that shows the order to whoever has
/// the mail, if there is one.
#[must_use]
pub fn receipt(shop: &str, to: Email, order: &Order, names: &SkuNames, page: Option<&str>) -> Mail {
    Mail {
        to,
        subject: format!("Your receipt from {shop}: order {}", OrderNumber::from(&order.id)),
        text: as_text(shop, order, names, page),
        html: as_html(shop, order, names, page),
    }
}

fn as_text(shop: &str, order: &Order, names: &SkuNames, page: Option<&str>) -> String {
    let mut text = format!("Thank you. Your order {} is paid.\n\n", OrderNumber::from(&order.id));
    for line in rows(order, names) {
        let _ = writeln!(text, "{} x {}  {} each  {}", line.quantity, line.name, line.each, line.total);
    }
    for (name, amount) in beside(order) {
        let _ = writeln!(text, "{name}: {amount}");
    }
    let _ = write!(
        text,
        "\nTotal: {}\n{}\nIt goes to:\n{}\n\n{}{shop}\n\nReference: {}\n",
        order.total,
        received(order).map(|received| format!("Received: {received}\n")).unwrap_or_default(),
        postal(&order.address).join("\n"),
        page.map(|page| format!("See how it stands: {page}\nWhoever has this link sees the order.\n\n"))
            .unwrap_or_default(),
        order.id
    );
    text
}

fn as_html(shop: &str, order: &Order, names: &SkuNames, link: Option<&str>) -> String {
    let mut body = format!("<p>Thank you. Your order {} is paid.</p><table>", OrderNumber::from(&order.id));
    body.push_str("<tr><th align=\"left\">Product</th><th>Quantity</th><th>Each</th><th>Total</th></tr>");
    for line in rows(order, names) {
        let _ = write!(
            body,
            "<tr><td>{}</td><td align=\"right\">{}</td><td align=\"right\">{}</td><td align=\"right\">{}</td></tr>",
            escape(&line.name),
            line.quantity,
            line.each,
            line.total
        );
    }
    for (name, amount) in beside(order) {
        let name = escape(&name);
        let _ = write!(body, "<tr><td colspan=\"3\">{name}</td><td align=\"right\">{amount}</td></tr>");
    }
    let _ =
        write!(body, "<tr><th align=\"left\" colspan=\"3\">Total</th><th align=\"right\">{}</th></tr>", order.total);
    if let Some(received) = received(order) {
        let _ =
            write!(body, "<tr><th align=\"left\" colspan=\"3\">Received</th><th align=\"right\">{received}</th></tr>");
    }
    body.push_str("</table>");
    let address: Vec<String> = postal(&order.address).iter().map(|line| escape(line)).collect();
    let _ = write!(body, "<p>It goes to:<br>{}</p><p>Reference: {}</p>", address.join("<br>"), order.id);
    if let Some(link) = link {
        let link = escape(link);
        let _ = write!(body, "<p><a href=\"{link}\">See how it stands</a>. Whoever has this link sees the order.</p>");
    }
    page(shop, &body)
}

/// What stands below the lines: shipping, and each tax, whether it is added or in the prices.
fn beside(order: &Order) -> Vec<(String, Money)> {
    let shipping = order.quoted.shipping.iter();
    let shipping = shipping.map(|shipping| (shipping.name.as_str().to_owned(), shipping.amount_minor));
    let tax = order.quoted.tax.iter().flat_map(|tax| {
        let included = if tax.is_included { " (included)" } else { "" };
        tax.lines.iter().map(move |line| (format!("{}{included}", line.name.as_str()), line.amount_minor))
    });
    shipping.chain(tax).map(|(name, minor)| (name, Money::new(minor, order.total.currency))).collect()
}

/// What came in, where that is not the total.
fn received(order: &Order) -> Option<Money> {
    order.received_minor.map(|minor| Money::new(minor, order.total.currency))
}

/// A line as both renderings show it.
struct Row {
    name: String,
    quantity: u32,
    each: String,
    total: String,
}

fn rows<'a>(order: &'a Order, names: &'a SkuNames) -> impl Iterator<Item = Row> + 'a {
    merge_shards(&order.lines).into_iter().map(|line| Row {
        name: names.get(&line.sku).map_or_else(|| line.sku.to_string(), |named| named.name.clone()),
        quantity: line.quantity.get(),
        each: line.unit_price.to_string(),
        total: line.total().map(|total| total.to_string()).unwrap_or_default(),
    })
}

/// The lines of a postal address, from name to country; those that it has.
fn postal(address: &Address) -> Vec<&str> {
    let company = address.company.as_ref().map(Text::as_str);
    let line2 = address.line2.as_ref().map(Text::as_str);
    let postal_code = address.postal_code.as_ref().map(Text::as_str);
    let city = address.city.as_ref().map(Text::as_str);
    let region = address.region.as_ref().map(Text::as_str);
    let (name, line1, country) = (address.name.as_str(), address.line1.as_str(), address.country.as_str());
    [Some(name), company, Some(line1), line2, postal_code, city, region, Some(country)].into_iter().flatten().collect()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::{
        catalogue::SkuName,
        kernel::{Currency, Digest, Timestamp, UserId},
        orders::{AddressDraft, Line, NewOrder, Quantity, Shard, State},
    };

    pub(in crate::notifications) fn order() -> Order {
        let usd = Currency::parse("USD").expect("a currency");
        let line = |sku: &str, quantity, price| Line {
            sku: sku.parse().expect("a SKU"),
            shard: Shard(0),
            quantity: Quantity::new(quantity).expect("a quantity"),
            unit_price: Money::new(price, usd),
        };
        let address = AddressDraft {
            name: "Ada <b>",
            line1: "1 Mill Lane",
            city: Some("Leeds"),
            postal_code: Some("LS1"),
            country: "GB",
            ..AddressDraft::default()
        };
        let address = address.parse().expect("an address");
        let wanted = NewOrder::new(usd, address, vec![line("tea", 2, 250), line("jam", 1, 305)]).expect("an order");
        let buyer = UserId::from_digest(&Digest::of(&[b"buyer"]));
        Order { state: State::Paid, ..Order::place(buyer, "a key", wanted, Timestamp::from_millis(0), 900) }
    }

    fn named(name: &str) -> SkuName {
        SkuName { product: "tea".parse().expect("an identifier"), name: name.to_owned() }
    }

    #[test]
    fn a_receipt_shows_lines_total_and_address_in_both_renderings() {
        let names = SkuNames::from([("tea".parse().expect("a SKU"), named("Tea & <Co>"))]);
        let mail = receipt("Shop", Email::parse("ada@example.com").expect("an address"), &order(), &names, None);
        for words in ["2 x Tea & <Co>", "2.50 USD each", "5.00 USD", "jam", "Total: 8.05 USD", "1 Mill Lane"] {
            assert!(mail.text.contains(words), "{words} in {}", mail.text);
        }
        assert!(!mail.text.contains("Received"), "{}", mail.text);
        let short = Order { received_minor: Some(800), ..order() };
        let told = receipt("Shop", Email::parse("ada@example.com").expect("an address"), &short, &names, None);
        for text in [&told.text, &told.html] {
            assert!(text.contains("Received") && text.contains("8.00 USD"), "{text}");
        }
        let number = OrderNumber::from(&order().id);
        assert_eq!(mail.subject, format!("Your receipt from Shop: order {number}"));
        assert!(mail.text.contains(number.as_str()) && mail.html.contains(number.as_str()), "{}", mail.text);
        for words in ["Tea &amp; &lt;Co&gt;", "Ada &lt;b&gt;", "8.05 USD"] {
            assert!(mail.html.contains(words), "{words} in {}", mail.html);
        }
        let page = "https://shop.example/orders/ord_a#link.a&b";
        let linked =
            receipt("Shop", Email::parse("ada@example.com").expect("an address"), &order(), &names, Some(page));
        assert!(linked.text.contains(page) && linked.html.contains("https://shop.example/orders/ord_a#link.a&amp;b"));
        assert!(!linked.subject.contains("link.") && !mail.text.contains("See how"));
    }
}
