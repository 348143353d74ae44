//! How a run is set up, and what a plan can strike in it.

use local_stripe::Delivering;
use tests::{Fault, Mutation};

use crate::{history::Site, plan::Strike};

/// How a run is set up.
#[derive(Clone, Debug)]
pub struct Setting {
    /// All that chance decides in it follows from this.
    pub seed: u64,
    /// What goes wrong.
    pub strikes: Vec<Strike>,
    /// How well the provider's events arrive.
    pub webhooks: Delivering,
    /// Whether queues deliver twice, and in any order.
    pub loose_queues: bool,
    /// Whether reads may see the past.
    pub remembers: bool,
    /// By how much the clocks of the workers go wrong.
    pub skew_ms: i64,
    /// What becomes of the changes of orders on their way to the order desk.
    pub changes: Changes,
    /// The bug that is planted on the wire, if there is one.
    pub mutation: Option<Mutation>,
}

/// What becomes of the changes of orders on their way to the order desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changes {
    /// Nobody asks for them: there is no desk.
    Unread,
    /// Each arrives; where queues are loose, some come twice, late and in any order.
    Told,
    /// Those of the first so many seconds are lost. Then an operator makes the desk again, while the shop is open.
    LostFor {
        /// How long.
        seconds: u32,
    },
}

impl Setting {
    /// Everything goes right.
    #[must_use]
    pub fn calm() -> Self {
        Self {
            seed: 1,
            strikes: Vec::new(),
            webhooks: Delivering::Deliver,
            loose_queues: false,
            remembers: false,
            skew_ms: 0,
            changes: Changes::Unread,
            mutation: None,
        }
    }
}

/// A call as a plan can strike it.
#[derive(Clone, Debug)]
pub struct Reached {
    /// Where it was made.
    pub site: Site,
    /// What can befall it.
    pub possible: Vec<Fault>,
    /// What befell it.
    pub fault: Option<Fault>,
}
