//! Planning, signing and repeating webhooks.
//!
//! Stripe: "Retry behavior", <https://docs.stripe.com/webhooks#retries>; order is not guaranteed,
//! <https://docs.stripe.com/webhooks#event-ordering>.

use crate::Stripe;
use crate::webhooks::{Delivering, Delivery, Outcome, Shipment, Webhooks, signature};

/// Waits between attempts, in seconds; after the last one Stripe gives up. Stripe's own take hours and days; a laptop has minutes.
const BACKOFF_SECONDS: [i64; 9] = [1, 2, 5, 10, 30, 60, 300, 900, 3600];

/// An attempt without an outcome after this time counts as failed, in seconds.
const ATTEMPT_TIMEOUT_SECONDS: i64 = 10;

impl Stripe {
    /// Sends webhooks elsewhere, or better or worse, from now on.
    pub fn set_webhooks(&mut self, webhooks: Webhooks) {
        self.store.set_webhooks(webhooks);
    }

    /// Where webhooks go now, and how well.
    #[must_use]
    pub fn webhooks(&self) -> &Webhooks {
        &self.store.webhooks
    }

    pub(crate) fn plan_webhooks(&mut self, event: &str, now: i64) {
        let Some(url) = self.store.webhooks.url.clone() else {
            return;
        };
        let (copies, late, outcome) = match self.store.webhooks.delivering {
            Delivering::Deliver => (1, 0, Outcome::Waiting),
            Delivering::Lose => (1, 0, Outcome::Lost),
            Delivering::Double => (2, 0, Outcome::Waiting),
            Delivering::Delay { seconds } => (1, seconds, Outcome::Waiting),
            Delivering::Reorder { seconds } => {
                let bound = u64::try_from(seconds).unwrap_or(0);
                (1, i64::try_from(self.store.ids.pick(event, bound)).unwrap_or(0), Outcome::Waiting)
            }
        };
        for _ in 0..copies {
            let id = self.store.ids.next("whd");
            let (number, due_at) = (self.store.shipments.len(), now.saturating_add(late));
            let (event, url) = (event.into(), url.clone());
            self.store.put_shipment(Shipment {
                id,
                number,
                event,
                url,
                due_at,
                attempts: 0,
                last_status: None,
                outcome,
            });
        }
    }

    /// The webhooks that are due, oldest first. Each is due again when nobody tells its outcome within ten seconds.
    pub fn take_due_webhooks(&mut self, now: i64) -> Vec<Delivery> {
        self.advance(now);
        let store = &self.store;
        let open = store.open_shipments.iter().filter_map(|id| store.shipments.get(id));
        let mut due: Vec<Shipment> = open.filter(|shipment| shipment.due_at <= now).cloned().collect();
        due.sort_by_key(|shipment| (shipment.due_at, shipment.number));
        if matches!(store.webhooks.delivering, Delivering::Reorder { .. }) {
            due.reverse();
        }
        let deliveries = due.iter().filter_map(|shipment| self.sign(shipment, now)).collect();
        for mut shipment in due {
            shipment.attempts += 1;
            shipment.due_at = now.saturating_add(ATTEMPT_TIMEOUT_SECONDS);
            self.store.put_shipment(shipment);
        }
        deliveries
    }

    fn sign(&self, shipment: &Shipment, now: i64) -> Option<Delivery> {
        let event = self.store.events.get(&shipment.event)?;
        // Stripe's own events are indented: whoever signs what it re-wrote signs other bytes.
        let body = format!("{:#}", event.json()).into_bytes();
        let headers = vec![
            ("content-type".into(), "application/json; charset=utf-8".into()),
            ("stripe-signature".into(), signature(&self.store.webhooks.secrets, now, &body)),
            ("user-agent".into(), "Stripe/1.0 (+https://stripe.com/docs/webhooks)".into()),
        ];
        let (id, url) = (shipment.id.clone(), shipment.url.clone());
        Some(Delivery { id, event: event.id.clone(), kind: event.kind.clone(), url, headers, body })
    }

    /// Tells the outcome of an attempt: the status, or none when there was no answer. Anything but 2xx is repeated later.
    pub fn webhook_answered(&mut self, delivery: &str, status: Option<u16>, now: i64) {
        let Some(mut shipment) = self.store.shipments.get(delivery).filter(|shipment| shipment.is_open()).cloned()
        else {
            return;
        };
        shipment.last_status = status;
        match (status, BACKOFF_SECONDS.get(shipment.attempts.saturating_sub(1))) {
            (Some(200..=299), _) => shipment.outcome = Outcome::Delivered,
            (_, Some(wait)) => shipment.due_at = now.saturating_add(*wait),
            (_, None) => shipment.outcome = Outcome::GivenUp,
        }
        self.store.put_shipment(shipment);
    }

    /// When the next webhook is due, or the next bank debit or refund moves on, in Unix seconds; none when nothing will happen by itself.
    #[must_use]
    pub fn next_due(&self) -> Option<i64> {
        let webhooks = self
            .store
            .open_shipments
            .iter()
            .filter_map(|id| self.store.shipments.get(id))
            .map(|shipment| shipment.due_at);
        let ends = self.processing_ends().chain(self.refunds_move()).map(|(at, _)| at);
        webhooks.chain(ends).min()
    }
}
