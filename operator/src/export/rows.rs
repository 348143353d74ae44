//! The lines of the tables of stock, orders and customers.

use aws::StockTotal;
use domain::{
    accounts::Account,
    kernel::{Sku, Text},
    orders::{Order, merge_shards},
};

pub(super) const STOCK: [&str; 5] = ["sku", "product_id", "available", "received", "active"];
pub(super) const CUSTOMERS: [&str; 4] = ["id", "email", "created_at", "role"];
pub(super) const ORDERS: [&str; 19] = [
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
        vec![
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
    });
    lines.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_column_has_its_cell() {
        let total = StockTotal { product: "tea".parse().expect("an id"), available: 3, received: 9, active: true };
        let row = stock(&"T-1".parse().expect("a SKU"), &total);
        assert_eq!((row.len(), row.join(",")), (STOCK.len(), "T-1,tea,3,9,true".to_owned()));
    }
}
