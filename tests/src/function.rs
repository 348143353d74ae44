//! Functions as Lambda sees them: an event goes in as JSON, an answer comes out as JSON.

use std::{fmt, sync::Arc};

use app_context::{AppContext, StartError};
use futures::future::{BoxFuture, FutureExt as _};
use lambda::{
    ChangeBatchFunction, HttpFunction, JobError, QueueBatchFunction, QueueFunction, ScheduledFunction, StreamFunction,
    answer, work_batch, work_change_batch, work_changes, work_messages,
};
use serde_json::Value;

/// Every function of the shop, by its one name. A new one is one line here.
pub const FUNCTIONS: &[Registered] = &[
    Registered::http::<sign_up::SignUp>("sign-up"),
    Registered::http::<verify_email::VerifyEmail>("verify-email"),
    Registered::http::<log_in::LogIn>("log-in"),
    Registered::http::<refresh_session::RefreshSession>("refresh-session"),
    Registered::http::<log_out::LogOut>("log-out"),
    Registered::http::<reset_password::ResetPassword>("reset-password"),
    Registered::http::<change_password::ChangePassword>("change-password"),
    Registered::http::<change_email::ChangeEmail>("change-email"),
    Registered::http::<edit_account::EditAccount>("edit-account"),
    Registered::http::<manage_addresses::ManageAddresses>("manage-addresses"),
    Registered::http::<manage_sessions::ManageSessions>("manage-sessions"),
    Registered::http::<close_account::CloseAccount>("close-account"),
    Registered::http::<list_products::ListProducts>("list-products"),
    Registered::http::<search_products::SearchProducts>("search-products"),
    Registered::http::<get_product::GetProduct>("get-product"),
    Registered::http::<get_image::GetImage>("get-image"),
    Registered::http::<show_shop::ShowShop>("show-shop"),
    Registered::http::<check_out::CheckOut>("check-out"),
    Registered::http::<show_account::ShowAccount>("show-account"),
    Registered::http::<show_desk::ShowDesk>("show-desk"),
    Registered::http::<manage_products::ManageProducts>("manage-products"),
    Registered::http::<manage_stock::ManageStock>("manage-stock"),
    Registered::http::<manage_staff::ManageStaff>("manage-staff"),
    Registered::http::<manage_customers::ManageCustomers>("manage-customers"),
    Registered::http::<export_account::ExportAccount>("export-account"),
    Registered::http::<list_audit_log::ListAuditLog>("list-audit-log"),
    Registered::http::<quote_order::QuoteOrder>("quote-order"),
    Registered::http::<start_guest::StartGuest>("start-guest"),
    Registered::http::<manage_cart::ManageCart>("manage-cart"),
    Registered::http::<place_order::PlaceOrder>("place-order"),
    Registered::http::<list_orders::ListOrders>("list-orders"),
    Registered::http::<get_order::GetOrder>("get-order"),
    Registered::http::<revoke_order_link::RevokeOrderLink>("revoke-order-link"),
    Registered::http::<order_desk::OrderDesk>("order-desk"),
    Registered::http::<cancel_order::CancelOrder>("cancel-order"),
    Registered::http::<pay_order::PayOrder>("pay-order"),
    Registered::http::<refund_order::RefundOrder>("refund-order"),
    Registered::http::<manage_settings::ManageSettings>("manage-settings"),
    Registered::http::<manage_shipments::ManageShipments>("manage-shipments"),
    Registered::http::<manage_webhooks::ManageWebhooks>("manage-webhooks"),
    Registered::http::<receive_stripe_event::ReceiveStripeEvent>("receive-stripe-event"),
    Registered::http::<describe_api::DescribeApi>("describe-api"),
    Registered::queue::<sync_payment::SyncPayment>("sync-payment"),
    Registered::queue::<send_notification::SendNotification>("send-notification"),
    Registered::queue::<resize_images::ResizeImages>("resize-images"),
    Registered::queue::<send_webhook::SendWebhook>("send-webhook"),
    Registered::queue_batches::<index_products::IndexProducts>("index-products"),
    Registered::stream::<project_changes::ProjectChanges>("project-changes"),
    Registered::change_batches::<publish_changes::PublishChanges>("publish-changes"),
    Registered::schedule::<sweep_orders::SweepOrders>("sweep-orders"),
    Registered::http::<recommend_products::RecommendProducts>("recommend-products"),
    Registered::schedule::<learn_recommendations::LearnRecommendations>("learn-recommendations"),
];

/// A function that can be started.
#[derive(Clone, Copy)]
pub struct Registered {
    /// `place-order`.
    pub name: &'static str,
    /// What starts it.
    pub kind: Kind,
    start: fn(AppContext) -> BoxFuture<'static, Result<Function, StartError>>,
}

/// What a function stands behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A route of the API.
    Http,
    /// A queue.
    Queue,
    /// A table's stream of changes.
    Stream,
    /// A schedule.
    Schedule,
}

impl Registered {
    /// A function behind a route.
    #[must_use]
    pub const fn http<F: HttpFunction>(name: &'static str) -> Self {
        Self { name, kind: Kind::Http, start: |context| async move { Function::http::<F>(&context).await }.boxed() }
    }

    /// A function behind a queue.
    #[must_use]
    pub const fn queue<F: QueueFunction>(name: &'static str) -> Self {
        Self { name, kind: Kind::Queue, start: |context| async move { Function::queue::<F>(&context).await }.boxed() }
    }

    /// A function behind a queue that takes its messages by the batch.
    #[must_use]
    pub const fn queue_batches<F: QueueBatchFunction>(name: &'static str) -> Self {
        Self {
            name,
            kind: Kind::Queue,
            start: |context| async move { Function::queue_batches::<F>(&context).await }.boxed(),
        }
    }

    /// A function behind a table's stream.
    #[must_use]
    pub const fn stream<F: StreamFunction>(name: &'static str) -> Self {
        Self { name, kind: Kind::Stream, start: |context| async move { Function::stream::<F>(&context).await }.boxed() }
    }

    /// A function behind streams that takes their changes by the batch.
    #[must_use]
    pub const fn change_batches<F: ChangeBatchFunction>(name: &'static str) -> Self {
        Self {
            name,
            kind: Kind::Stream,
            start: |context| async move { Function::change_batches::<F>(&context).await }.boxed(),
        }
    }

    /// A function behind a schedule.
    #[must_use]
    pub const fn schedule<F: ScheduledFunction>(name: &'static str) -> Self {
        Self {
            name,
            kind: Kind::Schedule,
            start: |context| async move { Function::schedule::<F>(&context).await }.boxed(),
        }
    }

    /// The function called `name`.
    #[must_use]
    pub fn named(name: &str) -> Self {
        let known = FUNCTIONS.iter().find(|function| function.name == name);
        *known.unwrap_or_else(|| panic!("add {name} to FUNCTIONS in tests/src/function.rs"))
    }

    /// The function that the sample event called `sample` is for: `reset-password-confirm` is one for `reset-password`.
    #[must_use]
    pub fn of_sample(sample: &str) -> Self {
        let is_for = |name: &str| sample.strip_prefix(name).is_some_and(|it| it.is_empty() || it.starts_with('-'));
        let known = FUNCTIONS.iter().filter(|function| is_for(function.name)).max_by_key(|it| it.name.len());
        *known.unwrap_or_else(|| panic!("events/{sample}.json is for no function"))
    }

    /// Starts it in a context.
    pub async fn start(&self, context: AppContext) -> Result<Function, StartError> {
        (self.start)(context).await
    }
}

impl fmt::Debug for Registered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

type Invoke = dyn Fn(Value) -> BoxFuture<'static, Result<Value, JobError>> + Send + Sync;

/// A function that has started and waits for events.
#[derive(Clone)]
pub struct Function(Arc<Invoke>);

impl Function {
    /// Starts a function behind a route.
    pub async fn http<F: HttpFunction>(context: &AppContext) -> Result<Self, StartError> {
        let function = Arc::new(F::start(context).await?);
        Ok(Self(Arc::new(move |event| {
            let function = Arc::clone(&function);
            async move { Ok(to_json(&answer(&*function, event).await)) }.boxed()
        })))
    }

    /// Starts a function behind a queue.
    pub async fn queue<F: QueueFunction>(context: &AppContext) -> Result<Self, StartError> {
        let function = Arc::new(F::start(context).await?);
        Ok(Self(Arc::new(move |event| {
            let function = Arc::clone(&function);
            async move { work_batch(&*function, event).await.map(|done| to_json(&done)) }.boxed()
        })))
    }

    /// Starts a function behind a queue that takes its messages by the batch.
    pub async fn queue_batches<F: QueueBatchFunction>(context: &AppContext) -> Result<Self, StartError> {
        let function = Arc::new(F::start(context).await?);
        Ok(Self(Arc::new(move |event| {
            let function = Arc::clone(&function);
            async move { work_messages(&*function, event).await.map(|done| to_json(&done)) }.boxed()
        })))
    }

    /// Starts a function behind a table's stream.
    pub async fn stream<F: StreamFunction>(context: &AppContext) -> Result<Self, StartError> {
        let function = Arc::new(F::start(context).await?);
        Ok(Self(Arc::new(move |event| {
            let function = Arc::clone(&function);
            async move { work_changes(&*function, event).await }.boxed()
        })))
    }

    /// Starts a function behind streams that takes their changes by the batch.
    pub async fn change_batches<F: ChangeBatchFunction>(context: &AppContext) -> Result<Self, StartError> {
        let function = Arc::new(F::start(context).await?);
        Ok(Self(Arc::new(move |event| {
            let function = Arc::clone(&function);
            async move { work_change_batch(&*function, event).await }.boxed()
        })))
    }

    /// Starts a function behind a schedule.
    pub async fn schedule<F: ScheduledFunction>(context: &AppContext) -> Result<Self, StartError> {
        let function = Arc::new(F::start(context).await?);
        Ok(Self(Arc::new(move |_tick| {
            let function = Arc::clone(&function);
            async move { function.handle().await }.boxed()
        })))
    }

    /// Hands it one event, as Lambda does.
    pub async fn invoke(&self, event: Value) -> Result<Value, JobError> {
        (self.0)(event).await
    }
}

impl fmt::Debug for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Function")
    }
}

fn to_json(answer: &impl serde::Serialize) -> Value {
    serde_json::to_value(answer).expect("an answer in JSON")
}
