//! Every intent of the account, page by page, for a reconciliation.
//! Source: <https://docs.stripe.com/api/payment_intents/list>, <https://docs.stripe.com/api/pagination>.

use std::time::Duration;

use domain::{
    payments::ProviderError,
    reconciliation::{ProviderIntent, Snapshot, Unreadable},
};
use serde_json::Value;

use super::{
    Stripe,
    client::{Answer, Call, is_temporary, refused, silent},
    wire::{WireIntent, WireList},
};

/// The longest page that Stripe serves.
const PAGE: u32 = 100;
/// Tries of one page, the first included, each with the repeats of any call: a page lost in the middle would waste all.
const TRIES: u32 = 4;
/// The wait before the second try, doubled for each further one.
const FIRST_WAIT: Duration = Duration::from_secs(1);

impl Stripe {
    /// Enters all intents of the account into `snapshot`; `seen` hears how many were read so far.
    pub async fn read_all(&self, snapshot: &mut Snapshot, mut seen: impl FnMut(usize)) -> Result<(), ProviderError> {
        let mut after: Option<String> = None;
        let mut count = 0;
        loop {
            let page = self.page(after.as_deref()).await?;
            count += page.data.len();
            after = page.data.last().and_then(|last| last["id"].as_str()).map(str::to_owned);
            page.data.into_iter().for_each(|intent| enter(snapshot, intent));
            seen(count);
            if !page.has_more {
                return Ok(());
            }
            if after.is_none() {
                return Err(silent("a list that does not go on"));
            }
        }
    }

    async fn page(&self, after: Option<&str>) -> Result<WireList<Value>, ProviderError> {
        let mut path = format!("/v1/payment_intents?limit={PAGE}&expand%5B%5D=data.latest_charge");
        if let Some(after) = after {
            path.push_str("&starting_after=");
            path.push_str(after);
        }
        let mut wait = FIRST_WAIT;
        for attempt in 1..=TRIES {
            let answer = self.repeatedly(Call::get(&path)).await;
            if !is_temporary(&answer) || attempt == TRIES {
                return read(&answer?);
            }
            tokio::time::sleep(wait).await;
            wait *= 2;
        }
        Err(silent("no try is left"))
    }
}

fn read(answer: &Answer) -> Result<WireList<Value>, ProviderError> {
    let (status, body) = answer;
    if !(200..300).contains(status) {
        return Err(refused(answer));
    }
    serde_json::from_slice(body).map_err(|_| silent(format!("status {status} with no list")))
}

fn enter(snapshot: &mut Snapshot, intent: Value) {
    let id = intent["id"].as_str().unwrap_or("?").to_owned();
    if let Some(intent) = serde_json::from_value(intent).ok().and_then(provider_intent) {
        snapshot.intents.push(intent);
    } else {
        let reason = "the provider's record of it makes no sense here".to_owned();
        snapshot.unreadable.push(Unreadable { subject: format!("intent {id}"), reason });
    }
}

fn provider_intent(intent: WireIntent) -> Option<ProviderIntent> {
    let buyer = intent.buyer();
    let succeeded = intent.charge().is_some_and(|charge| charge.status == "succeeded");
    let is_disputed = intent.charge().is_some_and(|charge| charge.disputed);
    let intent = intent.read()?;
    Some(ProviderIntent {
        id: intent.id,
        order: intent.order,
        buyer,
        status: intent.status,
        amount: intent.amount,
        received_minor: intent.received_minor,
        refunded_minor: intent.refunded_minor,
        succeeded_charges: u32::from(succeeded),
        is_disputed,
    })
}
