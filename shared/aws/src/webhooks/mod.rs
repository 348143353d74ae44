//! The webhooks table: the shop's endpoints, and each event's way to each of them.
//!
//! ```text
//! ENDPOINTS              <endpoint>            an endpoint, with the secrets that sign for it
//! ENDPOINT#<endpoint>    DELIVERY#<event>      an event on its way there; it goes after a month
//! ```

mod row;

use app_context::{AppContext, StartError};
use aws_sdk_dynamodb::{
    Client,
    error::SdkError,
    operation::put_item::{PutItemError, builders::PutItemFluentBuilder},
    types::{Delete, Put, TransactWriteItem},
};
use domain::{
    kernel::{EndpointId, EventId, Random, Timestamp},
    webhooks::{Delivery, Endpoint},
};

use super::{
    AuditRow, AwsError, CorruptItem, Item, dynamodb,
    item::{number, text},
    transaction::{commit, delete, put},
};

/// Where a page of deliveries ended: the event, and when it happened.
pub type DeliveryPosition = (EventId, Timestamp);

/// The webhooks table.
#[derive(Clone, Debug)]
pub struct WebhooksTable {
    client: Client,
    table: String,
    random: Random,
}

impl WebhooksTable {
    /// The table whose name stands in `WEBHOOKS_TABLE`.
    pub fn new(context: &AppContext) -> Result<Self, StartError> {
        let table = context.environment.required("WEBHOOKS_TABLE")?.to_owned();
        Ok(Self { client: dynamodb(context), table, random: context.random.clone() })
    }

    /// All endpoints, by their identifiers.
    pub async fn endpoints(&self) -> Result<Vec<Endpoint>, AwsError> {
        let query = self.client.query().table_name(&self.table).consistent_read(true);
        let query = query.key_condition_expression("pk = :pk").expression_attribute_values(":pk", text(row::ENDPOINTS));
        let answer = query.send().await.map_err(|e| AwsError::new("webhooks.endpoints", &e))?;
        let endpoints: Result<_, CorruptItem> = answer.items().iter().map(row::read_endpoint).collect();
        Ok(endpoints?)
    }

    /// The endpoint as it is now; `None` if there is none.
    pub async fn endpoint(&self, id: &EndpointId) -> Result<Option<Endpoint>, AwsError> {
        let item = self.get(row::endpoint_key(id), "webhooks.endpoint").await?;
        Ok(item.map(|item| row::read_endpoint(&item)).transpose()?)
    }

    /// Writes a new endpoint, and who made it; `false` if there is one at its address.
    pub async fn create(&self, endpoint: &Endpoint, record: &AuditRow) -> Result<bool, AwsError> {
        let row = Put::builder().table_name(&self.table).set_item(Some(row::write_endpoint(endpoint)));
        let row = row.condition_expression("attribute_not_exists(pk)").build();
        let row = row.map_err(|error| AwsError::new("webhooks.create", &error))?;
        self.recorded(put(row), record, "webhooks.create").await
    }

    /// Writes a changed endpoint; `false` if somebody else has changed it, or removed it. Who of the staff did so is recorded with it.
    pub async fn change(&self, endpoint: &Endpoint, record: Option<&AuditRow>) -> Result<bool, AwsError> {
        const OPERATION: &str = "webhooks.change";
        let (row, read) = (row::write_endpoint(endpoint), number(endpoint.version - 1));
        let Some(record) = record else {
            let put = self.put(row).condition_expression("ver = :read");
            return applied(put.expression_attribute_values(":read", read), OPERATION).await;
        };
        let row = Put::builder().table_name(&self.table).set_item(Some(row)).condition_expression("ver = :read");
        let row = row.expression_attribute_values(":read", read).build();
        self.recorded(put(row.map_err(|error| AwsError::new(OPERATION, &error))?), record, OPERATION).await
    }

    /// Removes an endpoint, if it is there, and records who did so. Its deliveries stay, and are given up.
    pub async fn remove(&self, id: &EndpointId, record: &AuditRow) -> Result<(), AwsError> {
        let row = Delete::builder().table_name(&self.table).set_key(Some(row::endpoint_key(id)));
        let row = row.condition_expression("attribute_exists(pk)").build();
        let row = row.map_err(|error| AwsError::new("webhooks.remove", &error))?;
        self.recorded(delete(row), record, "webhooks.remove").await?;
        Ok(())
    }

    /// Makes a change and its record, or neither: `false` where the endpoint is no longer as it was read.
    async fn recorded(
        &self,
        change: TransactWriteItem,
        record: &AuditRow,
        operation: &'static str,
    ) -> Result<bool, AwsError> {
        let rows = vec![change, record.0.clone()];
        match commit(&self.client, &self.random, operation, rows).await? {
            Ok(()) => Ok(true),
            Err(refused) if refused.failed(0) => Ok(false),
            Err(refused) => Err(AwsError::because(operation, refused.describe())),
        }
    }

    /// Notes that an event is on its way; `false` if it was noted before.
    pub async fn add(&self, delivery: &Delivery) -> Result<bool, AwsError> {
        let put = self.put(row::write_delivery(delivery)).condition_expression("attribute_not_exists(pk)");
        applied(put, "webhooks.add").await
    }

    /// The delivery as it is now; `None` if there is none.
    pub async fn delivery(&self, endpoint: &EndpointId, event: &EventId) -> Result<Option<Delivery>, AwsError> {
        let item = self.get(row::delivery_key(endpoint, event), "webhooks.delivery").await?;
        Ok(item.map(|item| row::read_delivery(&item)).transpose()?)
    }

    /// Writes a delivery as it is `now`; `false` if it is no longer as it was `before`.
    pub async fn advance(&self, before: &Delivery, now: &Delivery) -> Result<bool, AwsError> {
        let put = self
            .put(row::write_delivery(now))
            .condition_expression("#state = :state AND attempts = :attempts AND due_ms = :due")
            .expression_attribute_names("#state", "state")
            .expression_attribute_values(":state", text(before.state.as_str()))
            .expression_attribute_values(":attempts", number(before.attempts))
            .expression_attribute_values(":due", number(before.due.millis()));
        applied(put, "webhooks.advance").await
    }

    /// A page of an endpoint's deliveries, newest first and without what was sent, and where the next one starts.
    pub async fn deliveries(
        &self,
        endpoint: &EndpointId,
        limit: u8,
        after: Option<&DeliveryPosition>,
    ) -> Result<(Vec<Delivery>, Option<DeliveryPosition>), AwsError> {
        let start = after.map(|(event, created)| {
            let mut key = row::delivery_key(endpoint, event);
            key.insert(row::CREATED.to_owned(), number(created.millis()));
            key
        });
        let query = self.client.query().table_name(&self.table).index_name("by-created").consistent_read(true);
        let query = query
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", text(row::deliveries_of(endpoint)))
            .scan_index_forward(false)
            .limit(i32::from(limit))
            .set_exclusive_start_key(start);
        let answer = query.send().await.map_err(|e| AwsError::new("webhooks.deliveries", &e))?;
        let deliveries: Result<_, CorruptItem> = answer.items().iter().map(row::read_delivery).collect();
        Ok((deliveries?, answer.last_evaluated_key().map(row::position).transpose()?))
    }

    async fn get(&self, key: Item, operation: &'static str) -> Result<Option<Item>, AwsError> {
        let get = self.client.get_item().table_name(&self.table).consistent_read(true).set_key(Some(key));
        Ok(get.send().await.map_err(|e| AwsError::new(operation, &e))?.item)
    }

    fn put(&self, item: Item) -> PutItemFluentBuilder {
        self.client.put_item().table_name(&self.table).set_item(Some(item))
    }
}

/// Whether a put under a condition was made.
async fn applied(put: PutItemFluentBuilder, operation: &'static str) -> Result<bool, AwsError> {
    match put.send().await.map_err(SdkError::into_service_error) {
        Ok(_) => Ok(true),
        Err(PutItemError::ConditionalCheckFailedException(_)) => Ok(false),
        Err(error) => Err(AwsError::new(operation, &error)),
    }
}
