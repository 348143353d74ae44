//! Queue `notifications`: sends the mail that a message asks for.
//!
//! A receipt is sent at least once. It is sent twice only if the mail service took it and the shop could not note that: the
//! service's answer was lost, the process ended before the note, or the note could not be written. The mail service has no
//! idempotency key. Workers whose clocks are a lease apart may send two as well.

use backroom::{
    accounts::Standing,
    aws::{AccountsTable, Mailer, Moved, OrdersTable, ProductsTable, Sent},
    kernel::{BuyerId, EmailDigest, OrderId, Seconds},
    lambda::{QueueFunction, WorkError},
    notifications::{Notification, already_registered, receipt, verification_code},
    orders::{Order, Receipt},
    world::{Clock, StartError, World},
};

/// Who has taken on a receipt and does not finish it in this time has failed. Longer than the function may run.
const LEASE_SECONDS: Seconds = 60;

/// The function.
#[derive(Debug)]
pub struct SendNotification {
    accounts: AccountsTable,
    orders: OrdersTable,
    products: ProductsTable,
    mailer: Mailer,
    shop_name: String,
    clock: Clock,
}

impl QueueFunction for SendNotification {
    async fn start(world: &World) -> Result<Self, StartError> {
        Ok(Self {
            accounts: AccountsTable::new(world)?,
            orders: OrdersTable::new(world)?,
            products: ProductsTable::new(world)?,
            mailer: Mailer::new(world)?,
            shop_name: world.environment.required("SHOP_NAME")?.to_owned(),
            clock: world.clock.clone(),
        })
    }

    async fn handle(&self, body: &str) -> Result<(), WorkError> {
        let unreadable = |_| WorkError("not a notification that names an account or an order".to_owned());
        match Notification::parse(body).map_err(|error| WorkError(error.to_string()))? {
            Notification::SignUp { account, .. } => self.sign_up(&account.parse().map_err(unreadable)?).await,
            Notification::Receipt { buyer_id, order_id, .. } => {
                self.receipt(&buyer_id.parse().map_err(unreadable)?, &order_id.parse().map_err(unreadable)?).await
            }
        }
    }
}

impl SendNotification {
    /// The code to whoever has just signed up; word to whoever has an account already.
    async fn sign_up(&self, account: &EmailDigest) -> Result<(), WorkError> {
        let Some(account) = self.accounts.account(account).await? else { return Ok(()) };
        let mail = match &account.standing {
            Standing::Unverified { code, .. } => verification_code(&self.shop_name, account.email, code),
            Standing::Verified => already_registered(&self.shop_name, account.email),
        };
        self.mailer.send(&mail).await?;
        Ok(())
    }

    /// The receipt, if it is still owed and nobody else is sending it.
    async fn receipt(&self, buyer: &BuyerId, id: &OrderId) -> Result<(), WorkError> {
        let Some(order) = self.orders.get(buyer, id).await? else { return Ok(()) };
        if !matches!(order.receipt, Some(Receipt::Due | Receipt::Sending(_))) {
            return Ok(());
        }
        let now = self.clock.now();
        let claimed = self.orders.claim_receipt(&order, now, now.plus_seconds(LEASE_SECONDS)).await?;
        let Moved::Done(order) = claimed else { return Ok(()) };
        let sent = self.mail_receipt(&order).await?;
        self.orders.close_receipt(&order, sent == Sent::Accepted).await?;
        Ok(())
    }

    async fn mail_receipt(&self, order: &Order) -> Result<Sent, WorkError> {
        let Some(profile) = self.accounts.profile(&order.buyer).await? else {
            tracing::warn!(order = order.id.as_str(), "the buyer is gone: there is nobody to send the receipt to");
            return Ok(Sent::Rejected);
        };
        let products = order.lines.iter().map(|line| &line.product);
        let names = self.products.names(products).await?;
        let sent = self.mailer.send(&receipt(&self.shop_name, profile.email, order, &names)).await?;
        if sent == Sent::Rejected {
            tracing::error!(order = order.id.as_str(), "the mail service refuses the receipt for good");
        }
        Ok(sent)
    }
}
