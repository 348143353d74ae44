//! Giving money back, call by call.

use crate::{
    Design,
    calls::{Call, Luck},
    state::{Due, Order, Refund, RunState},
};

impl Order {
    /// Giving the money back: the order says so first, then the provider gives back, and only then the stock returns.
    pub(crate) fn give_back(&mut self, call: Call, luck: Luck, design: Design, available: &mut i8) -> Option<Call> {
        match call {
            Call::BeginRefund => {
                if self.stage == RunState::Paid {
                    (self.stage, self.due) = (RunState::Refunding, Due::Later);
                }
                let early = design == Design::ReturnBeforeRefund;
                let next = if early { Call::EndRefund { given_back: true } } else { Call::Refunds };
                (self.stage == RunState::Refunding).then_some(next)
            }
            Call::Refunds => Some(self.judge_refund().unwrap_or(Call::GiveBack)),
            Call::GiveBack => {
                self.refund_at_the_provider(match luck {
                    Luck::Good => Refund::Arrived,
                    Luck::Slow => Refund::Pending,
                    Luck::Bad => Refund::Failed,
                });
                self.judge_refund()
            }
            Call::EndRefund { given_back } if self.stage == RunState::Refunding => {
                self.stage = if given_back { RunState::Refunded } else { RunState::Paid };
                *available += i8::from(given_back);
                let owed = self.receipt_is_open() && design != Design::RefundForgetsReceipt;
                self.due = if owed { Due::Later } else { Due::Never };
                (design == Design::ReturnBeforeRefund && self.refund == Refund::None).then_some(Call::GiveBack)
            }
            _ => None,
        }
    }

    /// What the provider's record means for an order whose money is to be given back.
    fn judge_refund(&self) -> Option<Call> {
        match self.refund {
            Refund::None => None,
            Refund::Pending => Some(Call::Postpone(RunState::Refunding)),
            Refund::Arrived => Some(Call::EndRefund { given_back: true }),
            Refund::Failed => Some(Call::EndRefund { given_back: false }),
        }
    }

    /// The provider gives back once, whoever asks for it and how often.
    pub(crate) fn refund_at_the_provider(&mut self, refund: Refund) {
        if self.refund == Refund::None {
            self.refund = refund;
        }
    }
}
