//! Rate limits: one row per key, with a set of attempts for each window.

use aws_sdk_dynamodb::{
    error::SdkError,
    operation::update_item::UpdateItemError,
    types::{AttributeValue, ReturnValuesOnConditionCheckFailure::AllOld},
};
use domain::accounts::{Attempt, Count};

use super::{
    AccountsTable, has_room,
    rows::{Key, full_windows},
};
use crate::{AwsError, number, text};

impl AccountsTable {
    /// Counts an attempt in all of its windows, or in none when one is full.
    pub async fn count_attempt(&self, attempt: &Attempt) -> Result<Count, AwsError> {
        let update = self.client.update_item().table_name(&self.name).set_key(Some(Key::limit(&attempt.row).into()));
        let mut update = update
            .expression_attribute_names("#ttl", "ttl")
            .expression_attribute_values(":ttl", number(attempt.expires().seconds()))
            .expression_attribute_values(":id", text(&attempt.id))
            .expression_attribute_values(":ids", AttributeValue::Ss(vec![attempt.id.clone()]))
            .return_values_on_condition_check_failure(AllOld);
        let (mut additions, mut conditions) = (Vec::new(), Vec::new());
        for (i, window) in attempt.windows.iter().enumerate() {
            update = update
                .expression_attribute_names(format!("#w{i}"), &window.name)
                .expression_attribute_values(format!(":max{i}"), number(window.limit));
            additions.push(format!("#w{i} :ids"));
            conditions.push(has_room(&format!("#w{i}"), &format!(":max{i}")));
        }
        let update = update
            .update_expression(format!("SET #ttl = :ttl ADD {}", additions.join(", ")))
            .condition_expression(conditions.join(" AND "));
        match update.send().await.map_err(SdkError::into_service_error) {
            Ok(_) => Ok(Count::Counted),
            Err(UpdateItemError::ConditionalCheckFailedException(refused)) => {
                Ok(Count::Full(full_windows(attempt, &refused.item.unwrap_or_default())))
            }
            Err(error) => Err(AwsError::new("accounts.count_attempt", &error)),
        }
    }

    /// Removes all attempts that were counted in the row of `attempt`.
    pub async fn forget_attempts(&self, attempt: &Attempt) -> Result<(), AwsError> {
        let delete = self.client.delete_item().table_name(&self.name).set_key(Some(Key::limit(&attempt.row).into()));
        delete.send().await.map_err(|e| AwsError::new("accounts.forget_attempts", &e))?;
        Ok(())
    }

    /// Takes back an attempt that succeeded.
    pub async fn refund_attempt(&self, attempt: &Attempt) -> Result<(), AwsError> {
        let update = self.client.update_item().table_name(&self.name).set_key(Some(Key::limit(&attempt.row).into()));
        let mut update = update.expression_attribute_values(":ids", AttributeValue::Ss(vec![attempt.id.clone()]));
        let mut removals = Vec::new();
        for (i, window) in attempt.windows.iter().enumerate() {
            update = update.expression_attribute_names(format!("#w{i}"), &window.name);
            removals.push(format!("#w{i} :ids"));
        }
        let update = update.update_expression(format!("DELETE {}", removals.join(", ")));
        update.send().await.map_err(|e| AwsError::new("accounts.refund_attempt", &e))?;
        Ok(())
    }
}
