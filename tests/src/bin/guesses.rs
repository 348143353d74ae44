//! `guesses SAMPLES`: whether time tells a known address from an unknown one.
//!
//! The shipped log-in, sign-up and request for a reset, at the shop's own price of a hash, are asked about both in turn, each
//! time from another network, and each answer is timed by the real clock. Prints a line of JSON for each: `auc` is the
//! chance that an answer about a known address takes longer than one about an unknown address, 0.5 where time tells
//! nothing, and `standard_error` what chance alone makes of it. The last line is a log-in that tells: one that spends less on who has no account.

#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "this program talks to people, and cannot go on without a shop"
)]

use std::{sync::Arc, time::Duration};

use app_context::AppContext;
use domain::accounts::HashCost;
use futures::future::{BoxFuture, FutureExt as _};
use serde_json::{Value, json};
use tests::{Answer, Call, Fault, Function, Operation, Registered, Scheduler, Shop, seeded};
use tokio::time::Instant;

/// So many addresses are known, and so many are not. Each is asked about once an hour, which no limit forbids.
const PEOPLE: usize = 50;
const HOUR_SECONDS: u64 = 3_600;
const DAY_SECONDS: u64 = 86_400;
/// Samples of the log-in that tells: it takes few to see it.
const CONTROLS: usize = 100;
const PASSWORD: &str = "a long walk along the mill race";
const WRONG: &str = "seven herons over the weir";

/// What is asked: its name, the function, the route, the status, and whether a password comes with it.
type Question = (&'static str, &'static str, &'static str, u16, bool);
const LOG_IN: Question = ("log-in", "log-in", "/v1/login", 401, true);
const QUESTIONS: [Question; 3] = [
    LOG_IN,
    ("sign-up", "sign-up", "/v1/signup", 202, true),
    ("password reset", "reset-password", "/v1/password-reset", 202, false),
];

/// Lets every call through at once: the harness's own waits would only blur what is measured.
struct AtOnce;

impl Scheduler for AtOnce {
    fn admit<'a>(&'a self, _operation: &'a Operation) -> BoxFuture<'a, Option<Fault>> {
        std::future::ready(None).boxed()
    }

    fn happened(&self, _operation: &Operation, _fault: Option<Fault>, _status: Option<u16>) {}
}

/// A shop, and somebody who asks it from ever new places.
struct Asker {
    shop: Shop,
    hash_cost: HashCost,
    asked: u32,
}

/// The times of the answers, in nanoseconds.
#[derive(Default)]
struct Times {
    known: Vec<u64>,
    unknown: Vec<u64>,
}

fn main() {
    let samples = std::env::args().nth(1).and_then(|it| it.parse().ok()).filter(|it| (1..=100_000).contains(it));
    let Some(samples) = samples else {
        println!("Usage: guesses SAMPLES, from 1 to 100000");
        std::process::exit(2);
    };
    AppContext::block_on(measure(samples)).expect("a runtime");
}

async fn measure(samples: usize) {
    let mut asker = Asker { shop: Shop::open(), hash_cost: HashCost::SHOP, asked: 0 };
    asker.enrol().await;
    for question in QUESTIONS {
        println!("{}", asker.compare(question, samples).await.told(question.0));
    }
    // The hash that is computed for nobody costs what the shop asks; the stored ones cost what it asked when they were made.
    asker.hash_cost = HashCost::LEAST;
    println!("{}", asker.compare(LOG_IN, CONTROLS.min(samples)).await.told("log-in that tells"));
}

fn known(person: usize) -> String {
    format!("buyer.{person}.known@example.com")
}

fn unknown(person: usize) -> String {
    format!("buyer.{person}.other@example.com")
}

impl Asker {
    async fn function(&self, name: &str) -> Function {
        let context = AppContext { hash_cost: self.hash_cost, ..self.shop.conducted(name, Arc::new(AtOnce), 0) };
        Registered::named(name).start(context).await.expect("a function that starts")
    }

    /// One answer from a network that has never asked, and how long it took.
    async fn ask(&mut self, function: &Function, path: &str, body: &Value) -> (Answer, u64) {
        self.asked += 1;
        let [_, second, third, fourth] = self.asked.to_be_bytes();
        let call = Call::post(path).json(body).from_address(&format!("10.{second}.{third}.{fourth}"));
        let event = call.event(self.shop.clock.now().millis());
        let started = Instant::now();
        let answer = function.invoke(event).await.expect("an answer");
        let took = started.elapsed();
        (Answer::of_event(&answer), u64::try_from(took.as_nanos()).expect("a short while"))
    }

    /// Opens an account for each known address, a day before anything is measured.
    async fn enrol(&mut self) {
        let (sign_up, verify) = (self.function("sign-up").await, self.function("verify-email").await);
        for person in 0..PEOPLE {
            let wish = json!({ "email": known(person), "password": PASSWORD });
            let (answer, _) = self.ask(&sign_up, "/v1/signup", &wish).await;
            let id = answer.expect(202)["sign_up_id"].clone();
            let key = format!("SIGNUP#{}", id.as_str().expect("a sign-up"));
            let row = self.shop.tables.rows("accounts").into_iter().find(|row| row["pk"] == key).expect("its row");
            let proof = json!({ "sign_up_id": id, "code": row["code"] });
            self.ask(&verify, "/v1/signup/verify", &proof).await.0.expect(200);
        }
        self.shop.wait_seconds(DAY_SECONDS);
    }

    /// Asks about known and unknown addresses, two by two, and in each two by lot which comes first.
    async fn compare(&mut self, (_, function, path, status, with_password): Question, samples: usize) -> Times {
        let (function, lot, mut times) = (self.function(function).await, seeded(7), Times::default());
        let body = |email: String| {
            let mut body = json!({ "email": email });
            if with_password {
                body["password"] = json!(WRONG);
            }
            body
        };
        for sample in 0..samples {
            let person = sample % PEOPLE;
            if person == 0 {
                self.shop.wait_seconds(HOUR_SECONDS);
                self.shop.journal.take();
            }
            let first = lot.below(2) == 0;
            for about_known in [first, !first] {
                let email = if about_known { known(person) } else { unknown(person) };
                let (answer, took) = self.ask(&function, path, &body(email)).await;
                answer.expect(status);
                let into = if about_known { &mut times.known } else { &mut times.unknown };
                into.push(took);
            }
            // Between two samples, not within one, other programs have their turn.
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        times
    }
}

impl Times {
    fn told(mut self, about: &str) -> Value {
        self.known.sort_unstable();
        self.unknown.sort_unstable();
        let (known, unknown) = (count(self.known.len()), count(self.unknown.len()));
        json!({
            "question": about,
            "samples": self.known.len(),
            "median_known_ms": median_ms(&self.known),
            "median_unknown_ms": median_ms(&self.unknown),
            "auc": self.area(),
            "standard_error": ((known + unknown + 1.0) / (12.0 * known * unknown)).sqrt(),
        })
    }

    /// The area under the ROC curve, as Mann and Whitney's U: of all pairs, those in which the known one took longer. A
    /// tie is half of one. Its standard error where there is no difference is the one of U.
    fn area(&self) -> f64 {
        let wins: usize = self
            .known
            .iter()
            .map(|time| {
                let shorter = self.unknown.partition_point(|other| other < time);
                shorter + self.unknown.partition_point(|other| other <= time)
            })
            .sum();
        count(wins) / (2.0 * count(self.known.len()) * count(self.unknown.len()))
    }
}

#[allow(clippy::cast_precision_loss, reason = "far below 2^52")]
const fn count(number: usize) -> f64 {
    number as f64
}

fn median_ms(sorted: &[u64]) -> f64 {
    Duration::from_nanos(sorted[sorted.len() / 2]).as_secs_f64() * 1_000.0
}
