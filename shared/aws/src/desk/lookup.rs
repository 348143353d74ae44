//! Whose an order is: the orders table is keyed by both, and a merchant knows the order alone.

use domain::kernel::{OrderId, UserId};

use super::{DeskTable, row};
use crate::{AwsError, ItemExt as _};

impl DeskTable {
    /// The buyer of an order; `None` where the desk does not know the order, or not yet.
    pub async fn buyer_of(&self, order: &OrderId) -> Result<Option<UserId>, AwsError> {
        let get = self.client.get_item().table_name(&self.table).set_key(Some(row::key(order)));
        let answer = get.send().await.map_err(|e| AwsError::new("desk.buyer_of", &e))?;
        Ok(answer.item.map(|item| item.parsed("buyer_id")).transpose()?)
    }
}
