//! Pages of orders, newest first, out of whichever index has the fewest others between them.

use std::collections::HashMap;

use aws_sdk_dynamodb::{operation::query::builders::QueryFluentBuilder, types::AttributeValue};
use domain::{
    desk::{DeskAfter, DeskEntry, DeskFilter, DeskIndex, DeskPartition},
    kernel::{OrderId, Timestamp},
};

use super::{DeskTable, row};
use crate::{
    AwsError, CorruptItem,
    item::{Item, ItemExt as _, number, text},
};

/// The queries of one page at most. A page for which they do not suffice is shorter, and says where to go on.
const QUERIES: u32 = 16;
/// The rows that one query looks at where not all of its rows are wanted.
const LOOK_AT: i32 = 200;

/// An index's name, and the attribute that its partitions go by.
const fn names(index: DeskIndex) -> (&'static str, &'static str) {
    match index {
        DeskIndex::Month => ("by-month", "month"),
        DeskIndex::Payment => ("by-payment-state", "payment_month"),
        DeskIndex::Fulfilment => ("by-fulfilment-state", "fulfilment_month"),
        DeskIndex::Buyer => ("by-buyer", "buyer_id"),
        DeskIndex::Guest => ("by-guest", "guest"),
        DeskIndex::Number => ("by-number", "number"),
    }
}

impl DeskTable {
    /// A page of at most `limit` orders, newest first, and where the next one starts.
    pub async fn page(
        &self,
        filter: &DeskFilter,
        limit: u8,
        after: Option<DeskAfter>,
    ) -> Result<(Vec<DeskEntry>, Option<DeskAfter>), AwsError> {
        let (partitions, limit) = (filter.partitions(), usize::from(limit));
        let place = after.as_ref().and_then(|after| partitions.iter().position(|it| it.key == after.partition));
        let mut left = partitions.into_iter().skip(place.unwrap_or(0)).peekable();
        let mut last = after.and_then(|after| after.last);
        let mut page: Vec<DeskEntry> = Vec::with_capacity(limit);
        for _ in 0..QUERIES {
            let Some(partition) = left.peek().cloned().filter(|_| page.len() < limit) else { break };
            let wanted = limit - page.len();
            let (mut entries, further) = self.look(filter, &partition, wanted, last.take()).await?;
            let is_cut = entries.len() > wanted;
            entries.truncate(wanted);
            page.append(&mut entries);
            last = if is_cut { page.last().map(|entry| (entry.order.clone(), entry.created)) } else { further };
            if last.is_none() {
                left.next();
            }
        }
        Ok((page, left.next().map(|partition| DeskAfter { partition: partition.key, last })))
    }

    /// One look into a partition, and after which row to go on in it.
    async fn look(
        &self,
        filter: &DeskFilter,
        partition: &DeskPartition,
        wanted: usize,
        last: Option<(OrderId, Timestamp)>,
    ) -> Result<(Vec<DeskEntry>, Option<(OrderId, Timestamp)>), AwsError> {
        let (index, attribute) = names(partition.index);
        let start = last.map(|(order, created)| start(attribute, &partition.key, &order, created));
        let query = self
            .client
            .query()
            .table_name(&self.table)
            .index_name(index)
            .scan_index_forward(false)
            .key_condition_expression("#partition = :partition AND created_ms BETWEEN :from AND :to")
            .expression_attribute_names("#partition", attribute)
            .expression_attribute_values(":partition", text(&partition.key))
            .expression_attribute_values(":from", number(filter.days.from.start().millis()))
            .expression_attribute_values(":to", number(filter.days.to.end().millis()))
            .set_exclusive_start_key(start);
        let limit = i32::try_from(wanted).unwrap_or(i32::MAX);
        let answer = further_conditions(query, filter, partition.index, limit).send().await;
        let answer = answer.map_err(|e| AwsError::new("desk.page", &e))?;
        let entries: Result<_, CorruptItem> = answer.items().iter().map(row::read).collect();
        Ok((entries?, answer.last_evaluated_key().map(read_last).transpose()?))
    }
}

/// What the index does not see to.
fn further_conditions(
    query: QueryFluentBuilder,
    filter: &DeskFilter,
    index: DeskIndex,
    limit: i32,
) -> QueryFluentBuilder {
    let payment = filter.payment.filter(|_| index != DeskIndex::Payment).map(|it| ("payment_state", it.as_str()));
    let fulfilment = filter.fulfilment.filter(|_| index != DeskIndex::Fulfilment);
    let fulfilment = fulfilment.map(|it| ("fulfilment_state", it.as_str()));
    let customer = filter.whose.as_ref().filter(|_| !matches!(index, DeskIndex::Buyer | DeskIndex::Guest));
    let guest = customer.and_then(|whose| Some(("guest", whose.email.as_ref()?.as_str())));
    let account = customer.and_then(|whose| Some(("buyer_id", whose.account.as_ref()?.as_str())));
    let values: Vec<_> = [payment, fulfilment, guest, account].into_iter().flatten().collect();
    if values.is_empty() {
        return query.limit(limit);
    }
    let term = |(name, _): &(&str, &str)| format!("{name} = :{name}");
    let mut terms: Vec<String> = [payment, fulfilment].iter().flatten().map(term).collect();
    let whose: Vec<String> = [guest, account].iter().flatten().map(term).collect();
    if !whose.is_empty() {
        terms.push(format!("({})", whose.join(" OR ")));
    }
    let query = values
        .into_iter()
        .fold(query, |query, (name, value)| query.expression_attribute_values(format!(":{name}"), text(value)));
    query.filter_expression(terms.join(" AND ")).limit(LOOK_AT)
}

/// The key to go on after.
fn start(attribute: &str, partition: &str, order: &OrderId, created: Timestamp) -> HashMap<String, AttributeValue> {
    let mut key = row::key(order);
    key.insert(attribute.to_owned(), text(partition));
    key.insert("created_ms".to_owned(), number(created.millis()));
    key
}

fn read_last(key: &Item) -> Result<(OrderId, Timestamp), CorruptItem> {
    let order = key.text("pk")?.strip_prefix("ORDER#").and_then(|id| id.parse().ok()).ok_or(CorruptItem("pk"))?;
    Ok((order, Timestamp::from_millis(key.number("created_ms")?)))
}
