//! A planted bug: stock that is read, and then written as a number of its own. A file apart, because none of it may be in
//! what is shipped.

use aws_sdk_dynamodb::types::{ReturnValue, TransactWriteItem};

use super::{
    OrdersTable,
    place::{AS_KNOWN, AT_THAT_PRICE, FIRST_LINE, take},
};
use crate::{
    aws::{
        AwsError,
        item::{ItemExt as _, number},
        transaction::update,
    },
    orders::Order,
    planted::{self, Bug},
};

impl OrdersTable {
    /// The transaction, with [`Bug::StockReadThenWritten`] where that is planted. The role allows no `GetItem`: an update
    /// that changes nothing reads as well. What is not there, or not enough, is left to the honest condition.
    pub(super) async fn taken_as_planted(
        &self,
        mut items: Vec<TransactWriteItem>,
        order: &Order,
    ) -> Result<Vec<TransactWriteItem>, AwsError> {
        if !planted::is(Bug::StockReadThenWritten) {
            return Ok(items);
        }
        items.truncate(FIRST_LINE);
        let stock_table = self.stock_table()?;
        for line in &order.lines {
            let mut taking = take(stock_table, line, 0)?;
            let read = self.client.update_item().table_name(stock_table).set_key(Some(taking.key.clone()));
            let read = read.condition_expression("attribute_exists(available)").return_values(ReturnValue::AllOld);
            let stock = read.send().await.ok().and_then(|answer| answer.attributes);
            let available: Option<u64> = stock.and_then(|stock| stock.number("available").ok());
            if let Some(available) = available.filter(|available| *available >= line.quantity.get().into()) {
                taking.update_expression = "SET available = :read - :q ADD writes :one".into();
                taking.condition_expression = Some(format!("{AT_THAT_PRICE} AND {AS_KNOWN}"));
                taking
                    .expression_attribute_values
                    .get_or_insert_default()
                    .insert(":read".to_owned(), number(available));
            }
            items.push(update(taking));
        }
        Ok(items)
    }
}
