//! Queue `notifications`: sends the mail that a message asks for.
//!
//! A receipt, or the mail about a shipment or a refund, is sent at least once. It is sent twice only if the mail service took it and the shop could not note that: the
//! service's answer was lost, the process ended before the note, or the note could not be written. The mail service has no
//! idempotency key. Workers whose clocks are a lease apart may send two as well.

mod order_notice;
mod refund;
mod shipment;

use app_context::{AppContext, Clock, StartError};
use aws::{AccountsTable, Mailer, OrdersTable, ProductsTable, Sent, StockTable, Transition};
use domain::{
    accounts::{PasswordReset, ResetToken, SessionEpoch},
    kernel::{Email, EmailDigest, OrderId, Random, Seconds, SignUpId, Timestamp, UserId},
    notifications::{
        Mail, Notification, already_registered, change_of_address, moved, new_address_code, new_address_taken,
        password_changed, password_reset, payment_failed, receipt, verification_code,
    },
    orders::{Order, OrderLink, Receipt, merge_shards},
};
use lambda::{JobError, QueueFunction};

/// The lease of a receipt, or of the mail about a shipment or a refund: a worker that has not finished by then has failed. It is longer than the
/// function may run.
const LEASE_SECONDS: Seconds = 60;

/// The function.
#[derive(Debug)]
pub struct SendNotification {
    accounts: AccountsTable,
    orders: OrdersTable,
    products: ProductsTable,
    stock: StockTable,
    mailer: Mailer,
    shop_name: String,
    /// Who is told of paid orders; nobody without one.
    shop_orders_address: Option<Email>,
    /// Where the shop's pages are; without them, mails link to no order.
    shop_url: Option<String>,
    /// The page that takes reset tokens; without one, mails carry the token alone.
    reset_page: Option<String>,
    clock: Clock,
    random: Random,
}

impl QueueFunction for SendNotification {
    async fn start(context: &AppContext) -> Result<Self, StartError> {
        Ok(Self {
            accounts: AccountsTable::new(context)?,
            orders: OrdersTable::new(context)?,
            products: ProductsTable::new(context)?,
            stock: StockTable::new(context)?,
            mailer: Mailer::new(context)?,
            shop_name: context.environment.required("SHOP_NAME")?.to_owned(),
            shop_orders_address: order_notice::address(context)?,
            shop_url: context.environment.optional("SHOP_URL").map(|url| url.trim_end_matches('/').to_owned()),
            reset_page: context.environment.optional("PASSWORD_RESET_PAGE").map(str::to_owned),
            clock: context.clock.clone(),
            random: context.random.clone(),
        })
    }

    async fn handle(&self, body: &str) -> Result<(), JobError> {
        match Notification::parse(body).map_err(|error| JobError(error.to_string()))? {
            Notification::SignUp { sign_up_id, .. } => self.sign_up(&sign_up_id).await,
            Notification::PasswordReset { account, .. } => self.password_reset(&account).await,
            Notification::PasswordChanged { buyer_id, session_epoch, .. } => {
                self.password_changed(&buyer_id, SessionEpoch(session_epoch)).await
            }
            Notification::EmailChange { buyer_id, .. } => self.email_change(&buyer_id).await,
            Notification::EmailMoved { buyer_id, at_ms, .. } => {
                self.email_moved(&buyer_id, Timestamp::from_millis(at_ms)).await
            }
            Notification::PaymentFailed { buyer_id, order_id, failure, .. } => {
                self.payment_failed(&buyer_id, &order_id, failure).await
            }
            Notification::Shipped { buyer_id, order_id, shipment_id, .. } => {
                self.shipped(&buyer_id, &order_id, &shipment_id).await
            }
            Notification::Refunded { buyer_id, order_id, refund_id, .. } => {
                self.refunded(&buyer_id, &order_id, &refund_id).await
            }
            Notification::OrderPaid { buyer_id, order_id, .. } => self.order_notice(&buyer_id, &order_id).await,
            Notification::Receipt { buyer_id, order_id, .. } => self.receipt(&buyer_id, &order_id).await,
        }
    }
}

impl SendNotification {
    /// Sends the code of a sign-up, or a notice if the address has an account already.
    async fn sign_up(&self, id: &SignUpId) -> Result<(), JobError> {
        let Some(sign_up) = self.accounts.pending_sign_up(id).await? else { return Ok(()) };
        let mail = match self.accounts.account(&sign_up.email.digest()).await? {
            Some(account) => already_registered(&self.shop_name, account.email),
            None => verification_code(&self.shop_name, sign_up.email, &sign_up.code.code),
        };
        self.tell("sign_up", &mail).await
    }

    /// A reset token to the owner of the account under this address. The token is made here, so that only the mail has it.
    /// A message that is delivered twice sends two, and both work.
    async fn password_reset(&self, account: &EmailDigest) -> Result<(), JobError> {
        let Some(account) = self.accounts.account(account).await? else { return Ok(()) };
        let (token, reset) = (ResetToken::fresh(&self.random), PasswordReset::new(&account, self.clock.now()));
        self.accounts.create_password_reset(&token, &reset).await?;
        let mail = password_reset(&self.shop_name, account.email, self.reset_page.as_deref(), &token);
        self.tell("password_reset", &mail).await
    }

    /// Sends a notice of a new password, if the change was committed.
    async fn password_changed(&self, buyer: &UserId, session_epoch: SessionEpoch) -> Result<(), JobError> {
        let profile = self.accounts.profile(buyer).await?;
        if let Some(profile) = profile.filter(|profile| profile.password_since >= session_epoch) {
            self.tell("password_changed", &password_changed(&self.shop_name, profile.email)).await?;
        }
        Ok(())
    }

    /// Sends the code, or a notice that the address is taken, to the new address, and a warning to the present one. If
    /// the second fails, both are sent again.
    async fn email_change(&self, buyer: &UserId) -> Result<(), JobError> {
        let Some(change) = self.accounts.email_change(buyer).await? else { return Ok(()) };
        let taken = self.accounts.account(&change.to.digest()).await?.is_some();
        let mail = if taken {
            new_address_taken(&self.shop_name, change.to)
        } else {
            new_address_code(&self.shop_name, change.to, &change.code.code)
        };
        self.tell("email_change", &mail).await?;
        self.tell("email_change_notice", &change_of_address(&self.shop_name, change.from)).await
    }

    /// Sends a notice to both mailboxes, if the address was changed.
    async fn email_moved(&self, buyer: &UserId, at: Timestamp) -> Result<(), JobError> {
        let Some(done) = self.accounts.email_move(buyer, at).await? else { return Ok(()) };
        for mailbox in [done.from, done.to] {
            self.tell("email_moved", &moved(&self.shop_name, mailbox)).await?;
        }
        Ok(())
    }

    /// Sends a code or a notice. One that the mail service refuses for its recipient is counted by its line in the log; who
    /// waits for it asks again with an address that works.
    async fn tell(&self, kind: &'static str, mail: &Mail) -> Result<(), JobError> {
        if self.mailer.send(mail).await? == Sent::Rejected {
            tracing::warn!(kind, "the mail service refuses a recipient for good");
        }
        Ok(())
    }

    /// Sends the mail about a delayed payment that failed, if the order says so and the buyer was not told yet. Two
    /// workers at once may send two.
    async fn payment_failed(&self, buyer: &UserId, id: &OrderId, failure: u32) -> Result<(), JobError> {
        let Some(order) = self.orders.get(buyer, id).await? else { return Ok(()) };
        if order.payment_failures < failure || order.payment_failures_told >= failure {
            return Ok(());
        }
        if let Some(email) = self.recipient(&order).await? {
            let mail = payment_failed(&self.shop_name, email, &order, self.clock.now());
            self.tell("payment_failed", &mail).await?;
        }
        self.orders.note_failure_told(&order, failure).await?;
        Ok(())
    }

    /// Sends the receipt, if it is still owed and no other worker is sending it.
    async fn receipt(&self, buyer: &UserId, id: &OrderId) -> Result<(), JobError> {
        let Some(order) = self.orders.get(buyer, id).await? else { return Ok(()) };
        if !matches!(order.receipt, Some(Receipt::Due | Receipt::Sending(_))) {
            return Ok(());
        }
        let now = self.clock.now();
        let link = self.link(&order);
        let claimed = self.orders.claim_receipt(&order, link.as_ref(), now, now.plus_seconds(LEASE_SECONDS)).await?;
        let Transition::Applied(order) = claimed else { return Ok(()) };
        let sent = self.mail_receipt(&order, link.as_ref()).await?;
        self.orders.close_receipt(&order, sent == Sent::Accepted).await?;
        Ok(())
    }

    /// Where the mails of an order go: to the guest's address on it, or to that of its buyer's account, if there still is one.
    async fn recipient(&self, order: &Order) -> Result<Option<Email>, JobError> {
        match &order.email {
            Some(email) => Ok(Some(email.clone())),
            None => Ok(self.accounts.profile(&order.buyer).await?.map(|profile| profile.email)),
        }
    }

    /// A link to a guest's order, where the shop has pages. It is made here, so that only the mail has it.
    fn link(&self, order: &Order) -> Option<OrderLink> {
        let is_wanted = order.email.is_some() && self.shop_url.is_some();
        is_wanted.then(|| OrderLink::fresh(&order.buyer, &self.random))
    }

    async fn mail_receipt(&self, order: &Order, link: Option<&OrderLink>) -> Result<Sent, JobError> {
        let Some(email) = self.recipient(order).await? else {
            tracing::warn!(order = order.id.as_str(), "the buyer is gone: there is nobody to send the receipt to");
            return Ok(Sent::Rejected);
        };
        let page =
            self.shop_url.as_ref().zip(link).map(|(url, link)| format!("{url}/orders/{}#{}", order.id, link.reveal()));
        let merge_shards = merge_shards(&order.lines);
        let skus = merge_shards.iter().map(|line| &line.sku);
        let names = self.products.names_of(&self.stock, order, skus).await?;
        let sent = self.mailer.send(&receipt(&self.shop_name, email, order, &names, page.as_deref())).await?;
        if sent == Sent::Rejected {
            let id = order.id.as_str();
            tracing::error!(order = id, alarm = "receipt_refused", "the mail service refuses the receipt for good");
        }
        Ok(sent)
    }
}
