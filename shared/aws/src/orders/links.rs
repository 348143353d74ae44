//! Revoking the links to a guest's order.

use aws_sdk_dynamodb::{error::SdkError, operation::update_item::UpdateItemError};
use domain::{
    kernel::{OrderId, UserId},
    orders::OrderLink,
};

use super::{
    OrdersTable,
    row::{LINKS, REVOKED_BY},
    transition::counted,
};
use crate::{
    AwsError,
    item::{number, text},
};

impl OrdersTable {
    /// Revokes every link to an order: whether there is the order and, where `by` one of its links, that one opened it. May be repeated.
    pub async fn revoke_links(&self, buyer: &UserId, id: &OrderId, by: Option<&OrderLink>) -> Result<bool, AwsError> {
        let update = self
            .client
            .update_item()
            .table_name(&self.table)
            .key("buyer_id", text(buyer.as_str()))
            .key("id", text(id.as_str()))
            .expression_attribute_values(":one", number(1));
        let update = match by {
            None => update
                .update_expression(counted(&format!("REMOVE {LINKS}")))
                .condition_expression("attribute_exists(id)"),
            // By what is noted, a call whose answer was lost recognises its own effect.
            Some(link) => update
                .update_expression(counted(&format!("SET {REVOKED_BY} = :link REMOVE {LINKS}")))
                .condition_expression(format!("contains({LINKS}, :link) OR {REVOKED_BY} = :link"))
                .expression_attribute_values(":link", text(link.digest(id))),
        };
        match update.send().await.map_err(SdkError::into_service_error) {
            Ok(_) => Ok(true),
            Err(UpdateItemError::ConditionalCheckFailedException(_)) => Ok(false),
            Err(error) => Err(AwsError::new("orders.revoke_links", &error)),
        }
    }
}
