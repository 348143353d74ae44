//! Disputes: a buyer asks the bank for the money back, and the account answers or gives in.
//!
//! Stripe: "Disputes", <https://docs.stripe.com/api/disputes>, and the cards that make them,
//! <https://docs.stripe.com/testing#disputes>.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::Stripe;
use crate::errors::Refusal;
use crate::events::Origin;
use crate::form::Form;
use crate::ledger::Charge;
use crate::lists::cut;
use crate::parameters::Page;

/// How long the account may answer: banks give from seven to twenty-one days.
const ANSWER_SECONDS: i64 = 9 * 86_400;

/// What has become of a dispute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DisputeState {
    /// An inquiry: no money is taken yet.
    WarningNeedsResponse,
    /// An inquiry that ended without a dispute.
    WarningClosed,
    /// The money is taken, and an answer is due.
    NeedsResponse,
    /// The account has its money again.
    Won,
    /// The buyer keeps it.
    Lost,
}

impl DisputeState {
    /// Stripe's word for the state.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::WarningNeedsResponse => "warning_needs_response",
            Self::WarningClosed => "warning_closed",
            Self::NeedsResponse => "needs_response",
            Self::Won => "won",
            Self::Lost => "lost",
        }
    }

    /// Whether its money is not with the account.
    #[must_use]
    pub const fn takes_money(self) -> bool {
        matches!(self, Self::NeedsResponse | Self::Lost)
    }
}

/// A dispute of one charge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dispute {
    /// `du_...`
    pub id: String,
    /// The charge that is disputed.
    pub charge: String,
    /// The intent of that charge.
    pub intent: String,
    /// In minor units.
    pub amount: i64,
    /// Three lower-case letters.
    pub currency: String,
    /// Unix seconds.
    pub created: i64,
    /// Such as `fraudulent`.
    pub reason: String,
    /// What has become of it.
    pub state: DisputeState,
}

impl Dispute {
    pub(crate) fn json(&self) -> Value {
        let is_open = matches!(self.state, DisputeState::NeedsResponse | DisputeState::WarningNeedsResponse);
        json!({
            "id": self.id,
            "object": "dispute",
            "amount": self.amount,
            "charge": self.charge,
            "created": self.created,
            "currency": self.currency,
            "evidence_details": {
                "due_by": is_open.then_some(self.created.saturating_add(ANSWER_SECONDS)),
                "has_evidence": false,
                "past_due": false,
                "submission_count": 0,
            },
            "is_charge_refundable": !self.state.takes_money(),
            "livemode": false,
            "metadata": {},
            "payment_intent": self.intent,
            "reason": self.reason,
            "status": self.state.name(),
        })
    }
}

/// What a charge of a payment method is followed by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Disputing {
    reason: &'static str,
    is_inquiry: bool,
}

/// Whether a charge of a test token is disputed.
pub(crate) fn disputing(token: &str) -> Option<Disputing> {
    match token {
        "pm_card_createDispute" => Some(Disputing { reason: "fraudulent", is_inquiry: false }),
        "pm_card_createDisputeProductNotReceived" => {
            Some(Disputing { reason: "product_not_received", is_inquiry: false })
        }
        "pm_card_createDisputeInquiry" => Some(Disputing { reason: "fraudulent", is_inquiry: true }),
        _ => None,
    }
}

/// How the account answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Evidence {
    Winning,
    Losing,
    /// Something that the model does not weigh.
    Other,
}

impl Evidence {
    pub(crate) fn take(form: &mut Form) -> Result<Self, Refusal> {
        let text = form.text("evidence[uncategorized_text]")?;
        let submit = form.boolean("submit")?.unwrap_or(true);
        Ok(match text.as_deref() {
            Some("winning_evidence") if submit => Self::Winning,
            Some("losing_evidence") if submit => Self::Losing,
            _ => Self::Other,
        })
    }
}

impl Stripe {
    /// The bank takes a charge's money back, if its card is one whose charges are disputed.
    pub(crate) fn dispute_if_asked(&mut self, charge: &str, origin: &Origin) {
        let Some(charge) = self.store.charges.get(charge).cloned() else { return };
        if let Some(disputing) = disputing(&charge.method.token) {
            self.open_dispute(&charge, disputing, origin);
        }
    }

    fn open_dispute(&mut self, charge: &Charge, disputing: Disputing, origin: &Origin) {
        let state = if disputing.is_inquiry { DisputeState::WarningNeedsResponse } else { DisputeState::NeedsResponse };
        let dispute = Dispute {
            id: self.store.ids.next("du"),
            charge: charge.id.clone(),
            intent: charge.intent.clone(),
            amount: charge.amount - charge.amount_refunded,
            currency: charge.currency.clone(),
            created: origin.now,
            reason: disputing.reason.to_owned(),
            state,
        };
        self.store.charges.put(&charge.id, Charge { disputed: true, ..charge.clone() });
        let json = dispute.json();
        self.store.disputes.put(&dispute.id.clone(), dispute);
        self.emit("charge.dispute.created", json.clone(), origin);
        if state.takes_money() {
            self.emit("charge.dispute.funds_withdrawn", json, origin);
        }
    }

    /// "Update a dispute": with the evidence that Stripe's test mode knows, the bank decides at once.
    pub(crate) fn answer_dispute(&mut self, id: &str, evidence: Evidence, origin: &Origin) -> Result<Value, Refusal> {
        let dispute = self.dispute(id)?;
        match (evidence, dispute.state) {
            (Evidence::Other, _) => {
                self.emit("charge.dispute.updated", dispute.json(), origin);
                Ok(dispute.json())
            }
            (Evidence::Winning, DisputeState::NeedsResponse) => {
                Ok(self.end_dispute(dispute, DisputeState::Won, origin))
            }
            (Evidence::Losing, DisputeState::NeedsResponse) => {
                Ok(self.end_dispute(dispute, DisputeState::Lost, origin))
            }
            (_, DisputeState::WarningNeedsResponse) => {
                Ok(self.end_dispute(dispute, DisputeState::WarningClosed, origin))
            }
            _ => Err(closed()),
        }
    }

    /// "Close a dispute": the account gives in.
    pub(crate) fn close_dispute(&mut self, id: &str, origin: &Origin) -> Result<Value, Refusal> {
        let dispute = self.dispute(id)?;
        match dispute.state {
            DisputeState::NeedsResponse => Ok(self.end_dispute(dispute, DisputeState::Lost, origin)),
            DisputeState::WarningNeedsResponse => Ok(self.end_dispute(dispute, DisputeState::WarningClosed, origin)),
            _ => Err(closed()),
        }
    }

    fn end_dispute(&mut self, dispute: Dispute, state: DisputeState, origin: &Origin) -> Value {
        let dispute = Dispute { state, ..dispute };
        let json = dispute.json();
        self.store.disputes.put(&dispute.id.clone(), dispute);
        self.emit("charge.dispute.closed", json.clone(), origin);
        if state == DisputeState::Won {
            self.emit("charge.dispute.funds_reinstated", json.clone(), origin);
        }
        json
    }

    pub(crate) fn dispute(&self, id: &str) -> Result<Dispute, Refusal> {
        self.store.disputes.get(id).cloned().ok_or_else(|| Refusal::no_such("dispute", id))
    }

    /// Whether the bank has the money of a charge, for now or for good.
    pub(crate) fn is_charged_back(&self, charge: &str) -> bool {
        self.store.disputes.oldest_first().any(|dispute| dispute.charge == charge && dispute.state.takes_money())
    }

    pub(crate) fn list_disputes(
        &self,
        intent: Option<&str>,
        charge: Option<&str>,
        page: &Page,
    ) -> Result<Value, Refusal> {
        let newest = self.store.disputes.oldest_first().rev().filter(|dispute| {
            intent.is_none_or(|id| dispute.intent == id) && charge.is_none_or(|id| dispute.charge == id)
        });
        cut("/v1/disputes", "dispute", newest.map(|dispute| (dispute.id.as_str(), move || dispute.json())), page)
    }
}

fn closed() -> Refusal {
    Refusal::invalid("This dispute is already closed.")
}
