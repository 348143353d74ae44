//! Whatever a caller does, in whatever order: the books are right.

use local_stripe::{Authentication, Settings, State, Stripe};
use proptest::prelude::*;

use crate::support::{NOW, cancel, confirm, new_intent, post};

#[derive(Clone, Debug)]
enum Step {
    Confirm(&'static str),
    Cancel,
    Authenticate(Authentication),
    Refund(i64),
    Wait(i64),
}

fn step() -> impl Strategy<Value = Step> {
    let methods = [
        "pm_card_visa",
        "pm_card_chargeDeclined",
        "pm_card_authenticationRequired",
        "pm_usBankAccount_success",
        "pm_failed_sepaDebit",
    ];
    prop_oneof![
        4 => prop::sample::select(methods.to_vec()).prop_map(Step::Confirm),
        1 => Just(Step::Cancel),
        2 => prop_oneof![Just(Authentication::Succeed), Just(Authentication::Fail)].prop_map(Step::Authenticate),
        2 => (0..3000_i64).prop_map(Step::Refund),
        1 => (0..10_i64).prop_map(Step::Wait),
    ]
}

proptest! {
    #[test]
    fn no_order_of_steps_charges_an_intent_twice_or_pays_a_canceled_one(seed in any::<u64>(), steps in prop::collection::vec(step(), 1..30)) {
        let mut stripe = Stripe::new(Settings { seed, ..Settings::default() });
        let id = new_intent(&mut stripe);
        let mut now = NOW;
        for step in steps {
            match step {
                Step::Confirm(method) => drop(stripe.handle(&confirm(&id, method), now)),
                Step::Cancel => drop(stripe.handle(&cancel(&id), now)),
                Step::Authenticate(outcome) => drop(stripe.authenticate(&id, outcome, now)),
                Step::Refund(amount) => drop(stripe.handle(&post("/v1/refunds", &format!("payment_intent={id}&amount={amount}")), now)),
                Step::Wait(seconds) => now += seconds,
            }
            let ledger = stripe.ledger();
            let paid: Vec<_> = ledger.charges().filter(|charge| charge.succeeded()).collect();
            let succeeded = matches!(ledger.intent(&id).unwrap().state, State::Succeeded { .. });
            prop_assert_eq!(paid.len(), usize::from(succeeded));
            let refunded: i64 = ledger.refunds().map(|refund| refund.amount).sum();
            prop_assert!(refunded <= paid.iter().map(|charge| charge.amount).sum::<i64>());
            prop_assert_eq!(refunded, paid.iter().map(|charge| charge.amount_refunded).sum::<i64>());
        }
    }
}
