//! Whose an order is: the orders table is keyed by both, and a merchant knows the order alone.

use aws_sdk_dynamodb::types::Select;
use domain::kernel::{OrderId, UserId};

use super::{DeskTable, row};
use crate::{AwsError, ItemExt as _, text};

impl DeskTable {
    /// How many orders a buyer has, of any state.
    pub async fn count_of(&self, buyer: &UserId) -> Result<u64, AwsError> {
        let query = self.client.query().table_name(&self.table).index_name("by-buyer").select(Select::Count);
        let query = query
            .key_condition_expression("buyer_id = :buyer")
            .expression_attribute_values(":buyer", text(buyer.as_str()));
        let mut pages = query.into_paginator().send();
        let mut count = 0;
        while let Some(page) = pages.next().await {
            let page = page.map_err(|e| AwsError::new("desk.count_of", &e))?;
            count += u64::from(page.count().unsigned_abs());
        }
        Ok(count)
    }

    /// The buyer of an order; `None` where the desk does not know the order, or not yet.
    pub async fn buyer_of(&self, order: &OrderId) -> Result<Option<UserId>, AwsError> {
        let get = self.client.get_item().table_name(&self.table).set_key(Some(row::key(order)));
        let answer = get.send().await.map_err(|e| AwsError::new("desk.buyer_of", &e))?;
        Ok(answer.item.map(|item| item.parsed("buyer_id")).transpose()?)
    }
}
