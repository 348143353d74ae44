//! The lines of the tables of stock, orders and customers.

use aws::StockTotal;
use domain::{
    accounts::Account,
    kernel::{Sku, Text},
    orders::{Address, Order, OrderNumber, Refund, State, merge_shards},
};

pub(super) const STOCK: [&str; 5] = ["sku", "product_id", "available", "received", "active"];
pub(super) const CUSTOMERS: [&str; 4] = ["id", "email", "created_at", "role"];
pub(super) const ORDERS: [&str; 21] = [
    "order",
    "placed_at",
    "state",
    "buyer",
    "sku",
    "quantity",
    "unit_price_minor",
    "line_total_minor",
    "currency",
    "order_total_minor",
    "ship_name",
    "ship_company",
    "ship_line1",
    "ship_line2",
    "ship_city",
    "ship_region",
    "ship_postal_code",
    "ship_country",
    "ship_phone",
    "order_refunded_minor",
    "order_lost_minor",
];
pub(super) const REFUNDS: [&str; 13] = [
    "refund",
    "order",
    "order_number",
    "status",
    "amount_minor",
    "currency",
    "reason",
    "units",
    "restock",
    "by",
    "created_at",
    "settled_at",
    "provider_refund",
];
pub(super) const TO_SHIP: [&str; 14] = [
    "order",
    "order_number",
    "placed_at",
    "sku",
    "quantity",
    "ship_name",
    "ship_company",
    "ship_line1",
    "ship_line2",
    "ship_city",
    "ship_region",
    "ship_postal_code",
    "ship_country",
    "ship_phone",
];

pub(super) fn stock(sku: &Sku, total: &StockTotal) -> Vec<String> {
    let StockTotal { product, available, received, active } = total;
    [sku.to_string(), product.to_string(), available.to_string(), received.to_string(), active.to_string()].to_vec()
}

pub(super) fn customer(account: &Account) -> Vec<String> {
    let (id, email) = (account.user.to_string(), account.email.as_str().to_owned());
    vec![id, email, account.created.to_string(), account.role.as_str().to_owned()]
}

fn or_empty<const MAX: usize>(text: Option<&Text<MAX>>) -> String {
    text.map(|text| text.as_str().to_owned()).unwrap_or_default()
}

/// One line for each SKU of the order.
pub(super) fn order(order: &Order) -> Vec<Vec<String>> {
    let Order { id, buyer, state, total, created, address, .. } = order;
    let lines = merge_shards(&order.lines).into_iter().map(|line| {
        let line_total = line.total().map_or_else(|_| String::new(), |total| total.amount_minor.to_string());
        let mut row = vec![
            id.to_string(),
            created.to_string(),
            state.as_str().to_owned(),
            buyer.to_string(),
            line.sku.to_string(),
            line.quantity.get().to_string(),
            line.unit_price.amount_minor.to_string(),
            line_total,
            total.currency.to_string(),
            total.amount_minor.to_string(),
        ];
        row.extend(postal(address));
        row.extend([order.refunded_minor().to_string(), order.lost_minor().to_string()]);
        row
    });
    lines.collect()
}

fn postal(address: &Address) -> [String; 9] {
    [
        address.name.as_str().to_owned(),
        or_empty(address.company.as_ref()),
        address.line1.as_str().to_owned(),
        or_empty(address.line2.as_ref()),
        or_empty(address.city.as_ref()),
        or_empty(address.region.as_ref()),
        or_empty(address.postal_code.as_ref()),
        address.country.as_str().to_owned(),
        or_empty(address.phone.as_ref()),
    ]
}

/// One line for each refund of the order.
pub(super) fn refunds(order: &Order) -> Vec<Vec<String>> {
    let number = OrderNumber::from(&order.id);
    let row = |refund: &Refund| {
        let units = refund.lines.iter().map(|line| {
            let returned = if line.is_returned { " returned" } else { "" };
            format!("{} x {}{returned}", line.quantity.get(), line.sku)
        });
        vec![
            refund.id.to_string(),
            order.id.to_string(),
            number.as_str().to_owned(),
            refund.status.as_str().to_owned(),
            refund.amount_minor.to_string(),
            order.total.currency.to_string(),
            refund.reason.map(|reason| reason.as_str().to_owned()).unwrap_or_default(),
            units.collect::<Vec<_>>().join("; "),
            refund.restock.to_string(),
            refund.by.as_ref().map(ToString::to_string).unwrap_or_default(),
            refund.created.to_string(),
            refund.settled.map(|at| at.to_string()).unwrap_or_default(),
            refund.provider_id.as_ref().map(ToString::to_string).unwrap_or_default(),
        ]
    };
    order.refunds.iter().map(row).collect()
}

/// One line for each SKU of which units of a paid order are still to be sent, with so many.
pub(super) fn to_ship(order: &Order) -> Vec<Vec<String>> {
    if order.state != State::Paid {
        return Vec::new();
    }
    let number = OrderNumber::from(&order.id);
    let unsent = order.to_ship().into_iter().filter(|(_, units)| *units > 0);
    let lines = unsent.map(|(sku, units)| {
        let mut row = vec![
            order.id.to_string(),
            number.as_str().to_owned(),
            order.created.to_string(),
            sku.to_string(),
            units.to_string(),
        ];
        row.extend(postal(&order.address));
        row
    });
    lines.collect()
}

#[cfg(test)]
mod tests {
    use domain::{
        kernel::{Currency, Digest, Money, Timestamp, UserId},
        orders::{
            AddressDraft, Line, NewOrder, PlannedRefund, Quantity, RefundLine, RefundReason, RefundRequest,
            RefundScope, Shard,
        },
    };

    use super::*;

    /// Two teas and a jam, paid.
    fn paid() -> Order {
        let usd = Currency::parse("USD").expect("a currency");
        let line = |sku: &str, quantity| Line {
            sku: sku.parse().expect("a SKU"),
            shard: Shard(0),
            quantity: Quantity::new(quantity).expect("a quantity"),
            unit_price: Money::new(250, usd),
        };
        let draft = AddressDraft { name: "Ada", line1: "1 Mill Lane", country: "GB", ..AddressDraft::default() };
        let draft = AddressDraft { city: Some("Leeds"), postal_code: Some("LS1"), ..draft };
        let wanted = NewOrder::new(usd, draft.parse().expect("an address"), vec![line("tea", 2), line("jam", 1)]);
        let buyer = UserId::from_digest(&Digest::of(&[b"buyer"]));
        let placed = Order::place(buyer, "a key", wanted.expect("an order"), Timestamp::from_millis(0), 900);
        Order { state: State::Paid, ..placed }
    }

    fn cell<'a>(columns: &[&str], row: &'a [String], name: &str) -> &'a str {
        assert_eq!(columns.len(), row.len());
        &row[columns.iter().position(|column| *column == name).expect("a column")]
    }

    #[test]
    fn what_is_given_up_is_a_refund_and_is_not_to_be_sent() {
        let order = paid();
        let (jam, one) = ("jam".parse().expect("a SKU"), Quantity::new(1).expect("one"));
        let scope = RefundScope::Lines(vec![RefundLine { sku: jam, quantity: one, is_returned: false }]);
        let (reason, by) = ((RefundReason::Damaged, true), order.buyer.clone());
        let request = RefundRequest::new((&order.id, "key"), scope, reason, by, order.created).expect("a request");
        let Ok(PlannedRefund::New(refund)) = order.plan_refund(&request) else { panic!("refused") };
        let order = order.with_refund(&refund);
        let rows = refunds(&order);
        let refund = |name| cell(&REFUNDS, &rows[0], name);
        assert_eq!((refund("amount_minor"), refund("units"), refund("status")), ("250", "1 x jam", "pending"));
        let rows = to_ship(&order);
        assert_eq!(rows.len(), 1, "{rows:?}");
        let line = |name| cell(&TO_SHIP, &rows[0], name);
        assert_eq!((line("sku"), line("quantity"), line("ship_city"), line("ship_phone")), ("tea", "2", "Leeds", ""));
        assert!(to_ship(&Order { state: State::Pending, ..paid() }).is_empty());
        let all = super::order(&order);
        assert_eq!((all.len(), cell(&ORDERS, &all[0], "order_refunded_minor")), (2, "0"));
    }

    #[test]
    fn each_column_has_its_cell() {
        let total = StockTotal { product: "tea".parse().expect("an id"), available: 3, received: 9, active: true };
        let row = stock(&"T-1".parse().expect("a SKU"), &total);
        assert_eq!((row.len(), row.join(",")), (STOCK.len(), "T-1,tea,3,9,true".to_owned()));
    }
}
