//! Whose an order is.

use super::DeskTable;
use crate::{
    aws::{
        AwsError,
        item::{ItemExt as _, text},
    },
    kernel::{OrderId, UserId},
};

impl DeskTable {
    /// The buyer of `order`; none where the desk knows no such order, or not yet.
    pub async fn buyer_of(&self, order: &OrderId) -> Result<Option<UserId>, AwsError> {
        let get = self
            .client
            .get_item()
            .table_name(&self.table)
            .key("pk", text(format!("ORDER#{order}")))
            .key("sk", text("SUMMARY"))
            .projection_expression("buyer_id")
            .consistent_read(true);
        let answer = get.send().await.map_err(|e| AwsError::new("desk.buyer_of", &e))?;
        Ok(answer.item.map(|item| item.parsed("buyer_id")).transpose()?)
    }
}
