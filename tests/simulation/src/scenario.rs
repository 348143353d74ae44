//! What is played: scenarios with names, and schedules made of a seed.

use local_stripe::Delivering;
use tests::{Mutation, seeded};

use crate::{
    plan::{Kind, Strike},
    script::Script,
    setting::{Changes, Setting},
};

/// A play with a name, in which a plan can have anything go wrong.
#[derive(Clone, Copy, Debug)]
pub struct Scenario {
    /// `journey`.
    pub name: &'static str,
    /// What it shows.
    pub about: &'static str,
    /// Which pairs of faults are tried, beside every single one.
    pub pairs: Pairs,
    script: Script,
    /// Whether the person goes away at the first request that is not answered well.
    is_hasty: bool,
    webhooks: Delivering,
    changes: Changes,
}

/// Which pairs of faults a plan tries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pairs {
    /// None.
    None,
    /// All whose first fault strikes the first call of this function, or any after it: what goes before is another
    /// scenario's.
    Since(&'static str),
    /// All whose first fault is a crash of this function.
    Crashes(&'static str),
    /// All.
    All,
}

const fn scenario(name: &'static str, script: Script, about: &'static str) -> Scenario {
    let changes = if script.is_sent() { Changes::Told } else { Changes::Unread };
    Scenario { name, about, pairs: Pairs::None, script, is_hasty: false, webhooks: Delivering::Deliver, changes }
}

const fn main(name: &'static str, script: Script, about: &'static str) -> Scenario {
    Scenario { pairs: Pairs::All, ..scenario(name, script, about) }
}

/// Every scenario.
pub const SCENARIOS: [Scenario; 33] = [
    main("journey", Script::Pays("pm_card_visa"), "an order is placed and paid with a card"),
    main("refused", Script::PaysAtSecondTry, "a card is declined, another one pays"),
    main("webhook", Script::PaysInBrowser, "the browser pays, and an event tells the shop"),
    Scenario {
        webhooks: Delivering::Lose,
        ..main("unheard", Script::PaysInBrowser, "the browser pays, and no event ever arrives")
    },
    main("cancel", Script::CancelsLinked, "an order with an intent is cancelled"),
    main("expiry", Script::WalksAway, "a buyer with a client secret walks away"),
    Scenario {
        pairs: Pairs::Since("refund-order"),
        ..main("refund", Script::PaysAndIsRefunded("pm_card_visa"), "a paid order is refunded by the merchant")
    },
    scenario("slow", Script::PaysAndIsRefunded("pm_card_pendingRefund"), "a refund takes its time"),
    Scenario {
        is_hasty: true,
        webhooks: Delivering::Lose,
        pairs: Pairs::Crashes("refund-order"),
        ..main(
            "abandoned",
            Script::PaysAndIsRefunded("pm_card_visa"),
            "a merchant begins a refund and goes away, and no event ever arrives",
        )
    },
    scenario("again", Script::PaysAndIsRefundedTwice, "two merchants refund one order, one a little later"),
    scenario(
        "dashboard",
        Script::PaysAndIsRefundedElsewhere,
        "a person refunds at the provider, and an event tells the shop",
    ),
    Scenario {
        webhooks: Delivering::Lose,
        ..scenario(
            "late",
            Script::PaysInBrowserAndCancels,
            "the browser has paid, no event tells, and the buyer cancels",
        )
    },
    Scenario {
        pairs: Pairs::Since("manage-shipments"),
        ..scenario("posted", Script::PaysAndIsSent, "a merchant sends all of a paid order")
    },
    scenario("parts", Script::PaysAndIsSentInParts, "a merchant sends an order in parts, and takes one of them back"),
    scenario("both", Script::PaysAndIsSentTwice, "two of the staff send the same order at once"),
    scenario("recalled", Script::PaysAndIsSentAndRefunded, "one sends what another refunds"),
    Scenario {
        changes: Changes::LostFor { seconds: 5 },
        ..scenario("rebuilt", Script::PaysAndIsSent, "changes of orders are lost, and an operator makes the desk again")
    },
    scenario("spread", Script::CancelsWhatIsSpread, "an order that draws from several rows is cancelled"),
    scenario("unlinked", Script::Cancels, "an order without an intent is cancelled"),
    scenario("authentication", Script::Authenticates, "the card wants to be authenticated"),
    scenario("debit", Script::Pays("pm_usBankAccount_success"), "a bank debit takes its time, and pays"),
    scenario("bounced", Script::Pays("pm_usBankAccount_insufficientFunds"), "a bank debit takes its time, and fails"),
    scenario("overdue", Script::PaysLate("pm_usBankAccount_success"), "a bank debit outlasts the window, and pays"),
    scenario(
        "overdrawn",
        Script::PaysLate("pm_usBankAccount_insufficientFunds"),
        "a bank debit outlasts the window, and fails",
    ),
    scenario(
        "replaced",
        Script::PaysWhatWasCancelledElsewhere,
        "an intent is cancelled at the provider, and a new one is paid",
    ),
    scenario("twice", Script::PaysTwice, "two tabs pay one order at once"),
    scenario("torn", Script::PaysAndCancels, "one tab pays, the other cancels"),
    scenario("account", Script::ComesBackMuchLater, "somebody signs up, logs in and out, and comes back a year later"),
    scenario("settings", Script::SettlesIn, "somebody gives a name, ends other sessions and changes the password"),
    scenario("moving", Script::MovesOut, "somebody moves an account, resets its password and closes it"),
    scenario("guessed", Script::IsGuessedAt, "somebody guesses passwords, of an account and of none"),
    scenario("poison", Script::PaysAmongPoison, "messages that nobody can read wait among the good ones"),
    scenario("merchant", Script::KeepsTheShop, "a price changes, and stock comes in"),
];

impl Scenario {
    /// The scenario called `name`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        SCENARIOS.into_iter().find(|scenario| scenario.name == name)
    }

    /// How to see the same again.
    pub(crate) fn in_words(&self, strikes: &[Strike]) -> String {
        let words: Vec<String> =
            std::iter::once(self.name.to_owned()).chain(strikes.iter().map(Strike::to_string)).collect();
        format!("PLAN=\"{}\"", words.join(" "))
    }

    /// Its people and its setting, in which `strikes` go wrong.
    #[must_use]
    pub fn with(&self, strikes: &[Strike]) -> Schedule {
        let remembers = strikes.iter().any(|strike| strike.kind == Kind::This(tests::Fault::Stale));
        let (strikes, webhooks, changes) = (strikes.to_vec(), self.webhooks, self.changes);
        let setting = Setting { strikes, webhooks, remembers, changes, ..Setting::calm() };
        Schedule { people: vec![(self.script, self.is_hasty)], setting }
    }
}

/// Who acts, and in which setting.
#[derive(Clone, Debug)]
pub struct Schedule {
    /// The people; those marked are hasty.
    pub people: Vec<(Script, bool)>,
    /// The setting.
    pub setting: Setting,
}

impl Schedule {
    /// The same with a bug planted on the wire, or with none.
    #[must_use]
    pub fn mutated(mut self, mutation: Option<Mutation>) -> Self {
        self.setting.mutation = mutation;
        self
    }
}

/// So many faults befall each schedule of a seed.
const STRIKES: u32 = 3;

/// Changes that are lost are lost for so long at most.
const LONGEST_LOSS_SECONDS: u32 = 40;

/// The number of scripts, as dice have it.
#[expect(clippy::cast_possible_truncation, reason = "a handful")]
const SCRIPTS: u32 = Script::ALL.len() as u32;

impl Schedule {
    /// The schedule that `seed` makes: two or three people, three faults, loose queues, events well delivered or not.
    #[must_use]
    pub fn of_seed(seed: u64) -> Self {
        let dice = seeded(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(1));
        let pick = |bound: u32| dice.below(bound) as usize;
        let people: Vec<_> = (0..2 + pick(2)).map(|_| (Script::ALL[pick(SCRIPTS)], pick(4) == 0)).collect();
        let strikes = (0..STRIKES)
            .map(|_| Strike { after: pick(1 << (1 + pick(5))), kind: Kind::Any(dice.below(u32::MAX)) })
            .collect();
        let webhooks = match pick(6) {
            0 => Delivering::Lose,
            1 => Delivering::Double,
            2 => Delivering::Delay { seconds: 40 },
            3 => Delivering::Reorder { seconds: 20 },
            _ => Delivering::Deliver,
        };
        let skew_ms = [300_000, -300_000, 0, 0, 0, 0, 0, 0][pick(8)];
        let remembers = pick(4) == 0;
        let is_sent = |(script, _): &(Script, bool)| script.is_sent();
        let changes = match pick(8) {
            0 => Changes::LostFor { seconds: 1 + dice.below(LONGEST_LOSS_SECONDS) },
            1 => Changes::Told,
            _ if people.iter().any(is_sent) => Changes::Told,
            _ => Changes::Unread,
        };
        let loose_queues = true;
        Self {
            people,
            setting: Setting { seed, strikes, webhooks, loose_queues, remembers, skew_ms, changes, mutation: None },
        }
    }
}
