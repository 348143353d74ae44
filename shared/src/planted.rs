//! Bugs planted on purpose, so that the tests can be tested: a simulation that does not notice each of them proves little.
//!
//! Only the feature `planted` compiles them in, and only the crate of tests asks for it. Without it [`is`] is a constant
//! `false`, and the compiler removes what hangs on it; what has an `.await` in it stands in [`if_planted!`],
//! because a future keeps the states that no run comes to. With it, each thread has at most one bug at a time, and none until a
//! test plants one; a run stays on one thread, so the bug is there behind every `.await`.
//!
//! The feature needs debug assertions, which no release has: a release with it does not compile.

#[cfg(all(feature = "planted", not(debug_assertions)))]
compile_error!("The feature `planted` compiles bugs into the shop. It is for tests alone and never part of a release.");

/// Declares the bugs, each with its number in the list, and in a sentence what is wrong.
macro_rules! bugs {
    ($($(#[doc = $shows:literal])* $bug:ident = $number:literal, $what:literal;)*) => {
        /// A bug that can be planted, with its number, what is wrong, and how it shows.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Bug {
            $(
                #[doc = concat!("M", $number, ": ", $what)]
                #[doc = ""]
                $(#[doc = $shows])*
                $bug = $number,
            )*
        }

        #[cfg(feature = "planted")]
        impl Bug {
            /// Every bug, in the order of the list.
            pub const ALL: &[Self] = &[$(Self::$bug),*];

            /// Its number in the list: `M1`.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self { $(Self::$bug => concat!("M", $number),)* }
            }

            /// What is wrong, in a sentence.
            #[must_use]
            pub const fn what(self) -> &'static str {
                match self { $(Self::$bug => $what,)* }
            }

            const fn variant(self) -> &'static str {
                match self { $(Self::$bug => stringify!($bug),)* }
            }
        }
    };
}

bugs! {
    /// Two buyers take the last unit, or one asks for more than there is: 201, and what is available falls below zero.
    StockConditionDropped = 1, "An order's stock is taken without looking whether there is enough.";
    /// Two orders of one product, or an order and an adjustment, each read before the other writes: one taking is lost.
    StockReadThenWritten = 2, "Stock is read, then written as a number of its own, with no condition on what was read.";
    /// A repeat under the same key takes the stock again, and sets a paid order back to pending, without its intent.
    OrderOverwritten = 3, "An order is written whether or not it exists already.";
    /// A repeat under the same key, such as after a lost answer, is a second order with stock of its own.
    OrderIdRandom = 4, "An order's identifier is random instead of derived from the buyer and the key.";
    /// Another body under a used key gets the first order and 201, where 422 is due.
    FingerprintIgnored = 5, "A used key answers with its order, whatever the body asks for.";
    /// Two buyers who use the same key have one order identifier, and so one idempotency key at the provider, which
    /// refuses the second: that order can never be paid.
    KeyWithoutBuyer = 6, "An order's identifier is derived from the idempotency key alone.";
    /// A lost answer, or two calls at once, leave two intents for one order. To the provider, no key is the same as a
    /// random one for each attempt.
    ProviderKeyFresh = 7, "Creating an intent goes out under no key that a repeat would share.";
    /// The link fails, or the order ends before it: the buyer can pay an intent that is not the order's.
    SecretBeforeLink = 8, "The intent is handed out, and confirmed, whatever came of linking it to the order.";
    /// The provider is silent, still at work or already paid: the stock is back, and the order can still cost money.
    ReleasedBeforeCancel = 9, "Stock is given back before the provider has cancelled the intent.";
    /// A slow worker marks an order paid again whose receipt has been sent meanwhile: it is sent twice.
    SettledFromAnyState = 11, "An order is marked paid whatever state it is in.";
    /// A slow cancel or sweep, which read the order as pending, takes an ended order back: its stock returns twice.
    EndOverwritten = 12, "An order is given up whatever state it is in, also when it has ended meanwhile.";
    /// The queue refuses the message: the provider gets its 200 and never repeats the event.
    WebhookThankedEarly = 14, "An event is answered with 200 although the queue did not take it.";
    /// A genuine event that is indented, or whose members are not sorted, is refused with 400.
    SignatureOverRewrittenJson = 16, "An event's signature is checked over its JSON written anew, not over its bytes.";
    /// A pending order that was due early, because the provider had been silent, expires before its window closes.
    SweepTrustsIndex = 18, "The sweep takes an order for due and expired because the index says so.";
    /// The queue refuses the receipt's message, or the process ends before it is sent: nobody asks for the receipt again.
    DueRemovedBeforeReceipt = 19, "A paid order loses its deadline before its receipt is sent.";
    /// A message that fails is deleted: no second try, no dead letter.
    FailureReportedAsDone = 20, "A message that failed is missing from the batch's failures.";
    /// One conflict on any row of a transaction is enough.
    ConflictNotRepeated = 22, "A transaction's conflict is not repeated, and answered with 500.";
    /// The table refuses a transaction that names one row twice: a good order is 503 for ever.
    DuplicateLinesKept = 24, "Two lines of one product are not merged.";
    /// An attempt that is refused with 429 has cost a hash all the same.
    AttemptsCountedLate = 26, "An attempt to log in is counted only after the password was hashed.";
    /// Who has no account is refused without a hash: the time taken tells.
    DummyHashSkipped = 27, "No password is hashed for an account that does not exist.";
    /// A session or a code is good for as long as its row exists, and rows stay for days after their time to live.
    ExpiryLeftToTtl = 28, "Sessions and codes are good until the table removes their rows.";
    /// The order ends, or the process does, between the payment and the link: money for an order that does not know it.
    CreatedConfirmed = 29, "The intent is created and confirmed in one call, before it is linked to the order.";
    /// The provider is silent, or cannot give back: the goods are back in stock, and the shop has the money, too.
    ReturnedBeforeRefund = 30, "A refunded order's stock is given back before the provider has given the money back.";
    /// The refund ends while the receipt is on its way: if that is lost, nobody asks for it again.
    RefundForgetsReceipt = 31, "A refunded order loses its deadline although its receipt is still owed.";
}

/// `if_planted!(Bug, { .. })`: does the block if that bug is planted. Without the feature there is no block.
#[cfg(feature = "planted")]
#[macro_export]
macro_rules! if_planted {
    ($bug:ident, $wrong:block) => {
        if $crate::planted::is($crate::planted::Bug::$bug) $wrong
    };
}

/// Nothing: no bug is planted in what is shipped.
#[cfg(not(feature = "planted"))]
#[macro_export]
macro_rules! if_planted {
    ($bug:ident, $wrong:block) => {};
}

pub use crate::if_planted;

#[cfg(feature = "planted")]
pub use switched::{Planted, hashes, is, reset_hashes, with};

#[cfg(feature = "planted")]
pub(crate) use switched::count_hash;

/// Whether `bug` is planted: never, in what is shipped.
#[cfg(not(feature = "planted"))]
#[must_use]
pub const fn is(_bug: Bug) -> bool {
    false
}

/// Counts a password hash for the tests: not in what is shipped.
#[cfg(not(feature = "planted"))]
pub(crate) const fn count_hash() {}

/// The switches and the counter: thread-local, and compiled for tests alone.
#[cfg(feature = "planted")]
mod switched {
    use std::{cell::Cell, fmt, marker::PhantomData};

    use super::Bug;

    thread_local! {
        static PLANTED: Cell<Option<Bug>> = const { Cell::new(None) };
        static HASHES: Cell<u64> = const { Cell::new(0) };
    }

    /// Whether `bug` is planted on this thread.
    #[must_use]
    pub fn is(bug: Bug) -> bool {
        PLANTED.get() == Some(bug)
    }

    /// Plants a bug on this thread, or none, until the guard is dropped. What was planted before is there again then.
    pub fn with(bug: impl Into<Option<Bug>>) -> Planted {
        Planted { before: PLANTED.replace(bug.into()), on_this_thread: PhantomData }
    }

    /// While it lives, the bug is there. It stays on its thread.
    #[must_use = "the bug goes when this is dropped"]
    #[derive(Debug)]
    pub struct Planted {
        before: Option<Bug>,
        on_this_thread: PhantomData<*const ()>,
    }

    impl Drop for Planted {
        fn drop(&mut self) {
            PLANTED.set(self.before);
        }
    }

    impl Bug {
        /// Its name in kebab case: `stock-condition-dropped`.
        #[must_use]
        pub fn name(self) -> String {
            let words = self.variant().chars().enumerate().flat_map(|(at, letter)| {
                let dash = (at > 0 && letter.is_ascii_uppercase()).then_some('-');
                dash.into_iter().chain([letter.to_ascii_lowercase()])
            });
            words.collect()
        }
    }

    /// `M1 stock-condition-dropped`.
    impl fmt::Display for Bug {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "{} {}", self.id(), self.name())
        }
    }

    /// How many password hashes this thread has asked for since the last reset: to compute one, or to compare with one.
    #[must_use]
    pub fn hashes() -> u64 {
        HASHES.get()
    }

    /// Starts counting hashes from zero.
    pub fn reset_hashes() {
        HASHES.set(0);
    }

    pub(crate) fn count_hash() {
        HASHES.set(HASHES.get() + 1);
    }
}

#[cfg(test)]
#[cfg(feature = "planted")]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::{
        accounts::{HashCost, Password, PasswordHash},
        context::AppContext,
        workflows::passwords,
    };

    #[test]
    fn every_bug_has_its_number_a_name_of_its_own_and_a_sentence() {
        let numbers: Vec<u8> = Bug::ALL.iter().map(|bug| *bug as u8).collect();
        assert_eq!(numbers, [1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 14, 16, 18, 19, 20, 22, 24, 26, 27, 28, 29, 30, 31]);
        for (bug, number) in Bug::ALL.iter().zip(numbers) {
            assert_eq!(bug.id(), format!("M{number}"));
            assert!(bug.what().ends_with('.'), "{bug}");
        }
        assert_eq!(Bug::ALL.iter().map(|bug| bug.name()).collect::<HashSet<_>>().len(), Bug::ALL.len());
        assert_eq!(Bug::ConflictNotRepeated.to_string(), "M22 conflict-not-repeated");
        assert_eq!(Bug::StockConditionDropped.name(), "stock-condition-dropped");
    }

    #[test]
    fn one_bug_is_planted_until_its_guard_is_dropped() {
        let planted = || Bug::ALL.iter().copied().filter(|bug| is(*bug)).collect::<Vec<_>>();
        assert_eq!(planted(), []);
        {
            let _outer = with(Bug::OrderIdRandom);
            assert_eq!(planted(), [Bug::OrderIdRandom]);
            {
                let _inner = with(Bug::OrderOverwritten);
                assert_eq!(planted(), [Bug::OrderOverwritten]);
                let _none = with(None);
                assert_eq!(planted(), []);
            }
            assert_eq!(planted(), [Bug::OrderIdRandom]);
        }
        assert_eq!(planted(), []);
    }

    #[test]
    fn a_bug_is_there_behind_an_await_and_on_no_other_thread() {
        let _planted = with(Bug::OrderIdRandom);
        let there = AppContext::block_on(async {
            tokio::task::yield_now().await;
            is(Bug::OrderIdRandom)
        });
        assert!(there.expect("a runtime"));
        let elsewhere = std::thread::spawn(|| is(Bug::OrderIdRandom)).join();
        assert!(!elsewhere.expect("a thread that ends"));
    }

    #[test]
    fn hashes_are_counted_where_they_are_asked_for() {
        reset_hashes();
        let password = Password::offered("seven herons over the weir").expect("a password");
        let nobodys = PasswordHash::dummy([7; 32], HashCost::LEAST).expect("a hash");
        let verdict = AppContext::block_on(passwords::verify(password, nobodys, HashCost::LEAST)).expect("a runtime");
        assert!(verdict.is_ok());
        assert_eq!(hashes(), 1);
        reset_hashes();
        assert_eq!(hashes(), 0);
    }
}
