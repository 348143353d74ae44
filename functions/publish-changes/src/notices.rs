//! Word to the shop of paid orders, where it wants that.

use app_context::{AppContext, StartError};
use aws::{AwsError, Queue};
use domain::{events::Event, notifications::Notification};

/// The queue of whoever sends mails; none where nobody wants to be told.
#[derive(Debug)]
pub(crate) struct Notices(Option<Queue>);

impl Notices {
    pub(crate) fn new(context: &AppContext) -> Result<Self, StartError> {
        const NAME: &str = "TELLS_THE_SHOP";
        let queue = Queue::named_by(context, "NOTIFICATIONS_QUEUE_URL")?;
        match context.environment.required(NAME)? {
            "true" => Ok(Self(Some(queue))),
            "false" => Ok(Self(None)),
            _ => Err(StartError::Invalid { name: NAME.to_owned(), reason: "it must be true or false" }),
        }
    }

    /// Asks for a mail about each order that was paid. Asking twice sends it once.
    pub(crate) async fn send(&self, events: &[Event]) -> Result<(), AwsError> {
        let Some(queue) = &self.0 else { return Ok(()) };
        for (buyer, order) in events.iter().filter_map(Event::paid_order) {
            queue.send(&Notification::order_paid(buyer, order)).await?;
        }
        Ok(())
    }
}
