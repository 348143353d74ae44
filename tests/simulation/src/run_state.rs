//! The run state of one run: a shop, a provider, whoever acts, and what everybody did.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, MutexGuard},
};

use domain::kernel::{Random, Timestamp};
use futures::future::BoxFuture;
use serde_json::{Value, json};
use tests::{Answer, Call, Fault, Operation, Service, Shop, StripeModel, seeded};

use crate::{
    history::{Event, History, Site},
    lambda_pool::{Done, LambdaPool},
    pace::Pace,
    plan::{Plan, possible},
    reconciler::{Reconciler, Violation},
    setting::{Changes, Reached, Setting},
    stream::Stream,
    tokens::Tokens,
};

/// How long an unpaid order keeps its stock in a simulation: no multiple of the sweep's minute.
pub(crate) const WINDOW_SECONDS: i64 = 150;

/// The product that is spread over several rows, where one is.
pub(crate) const SPREAD: &str = "figs";

/// The run state.
#[derive(Debug)]
pub(crate) struct RunState {
    pub(crate) shop: Shop,
    pub(crate) stripe: StripeModel,
    pub(crate) dice: Random,
    pub(crate) history: History,
    pub(crate) setting: Setting,
    pub(crate) pace: Pace,
    /// When the run began.
    pub(crate) began: Timestamp,
    lambda_pool: LambdaPool,
    state: Mutex<State>,
    stream: Mutex<Stream>,
    tokens: Tokens,
}

/// The earliest deadline of any order.
#[derive(Clone, Copy, Debug, Default)]
enum Deadline {
    /// Nobody has looked yet.
    #[default]
    Unknown,
    /// No order has one.
    None,
    /// In milliseconds.
    At(i64),
}

/// What the run state keeps about the run.
#[derive(Debug, Default)]
pub(crate) struct State {
    plan: Plan,
    pub(crate) reached: Vec<Reached>,
    /// What was found when somebody last looked, if orders have not changed since.
    deadline: Deadline,
    /// Whether the play is over: what comes is no part of it.
    pub(crate) is_over: bool,
    pub(crate) reconciler: Reconciler,
    /// The queues that got a message which nobody can ever do, one entry a message.
    pub(crate) poison: Vec<&'static str>,
    /// Intents that may be one too many, because the provider failed by itself while it made the first, or because it has
    /// cancelled the first and the shop replaces it.
    pub(crate) spare_intents: usize,
    /// Events that a queue has taken.
    pub(crate) queued_events: BTreeSet<String>,
    /// Each order's state when it was last looked at.
    pub(crate) states: BTreeMap<String, domain::orders::State>,
    /// Each order's state and the units of it that were sent, when it was last looked at.
    pub(crate) sent: BTreeMap<String, (domain::orders::State, u32)>,
}

impl State {
    /// How many faults struck where `matches` says.
    pub(crate) fn struck(&self, matches: impl Fn(&Site, Fault) -> bool) -> usize {
        self.reached.iter().filter(|call| call.fault.is_some_and(|fault| matches(&call.site, fault))).count()
    }
}

impl RunState {
    pub(crate) fn new(setting: Setting, pace: Pace) -> Arc<Self> {
        let window = WINDOW_SECONDS.to_string();
        let mut shop = Shop::deployed_with(setting.seed, &[("PaymentWindowSeconds", &window)]);
        if let Some(mutation) = setting.mutation {
            shop.plant(mutation);
        }
        let stripe = shop.opens_at_stripe();
        let webhooks = local_stripe::Webhooks { delivering: setting.webhooks, ..stripe.model().webhooks().clone() };
        stripe.model().set_webhooks(webhooks);
        shop.tables.leave_out_indexes("products");
        if setting.remembers {
            shop.tables.remember();
        }
        let state = State { plan: Plan::new(&setting.strikes), ..State::default() };
        let run_state = Self {
            history: History::new(shop.clock.now()),
            began: shop.clock.now(),
            dice: seeded(setting.seed ^ 0x5EED),
            lambda_pool: LambdaPool::default(),
            state: Mutex::new(state),
            stream: Mutex::default(),
            tokens: Tokens::default(),
            shop,
            stripe,
            setting,
            pace,
        };
        if run_state.setting.changes != Changes::Unread {
            run_state.open_desk();
        }
        Arc::new(run_state)
    }

    /// Four units of one product, in three rows.
    pub(crate) async fn reshard(&self) {
        self.shop.stock(SPREAD, 4);
        assert_eq!(self.shop.reshard(SPREAD, 3).await, [2, 1, 1]);
    }

    /// From now on the changes of orders are kept, for the order desk. Before anybody asks for the orders table.
    pub(crate) fn open_desk(&self) {
        self.shop.tables.keep_changes("orders");
        self.stream().open(self.setting.changes);
    }

    pub(crate) fn stream(&self) -> MutexGuard<'_, Stream> {
        self.stream.lock().expect("the stream")
    }

    /// Has the desk know whose order this is, where no stream tells it.
    pub(crate) fn show_on_desk(&self, order: &str) {
        if self.stream().is_open() {
            return;
        }
        let rows = self.shop.tables.rows("orders");
        let Some(row) = rows.iter().find(|row| row["id"] == order) else { return };
        let shown = json!({ "pk": format!("ORDER#{order}"), "sk": "SUMMARY", "buyer_id": row["buyer_id"] });
        self.shop.tables.put("desk", &shown);
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("the run_state")
    }

    /// An access token of the buyer called `name`.
    pub(crate) fn buyer(&self, name: &str) -> String {
        self.tokens.of(name, self.now(), || self.shop.buyer(name))
    }

    /// An access token of the merchant.
    pub(crate) fn merchant(&self) -> String {
        self.tokens.of("merchant", self.now(), || self.shop.merchant())
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.shop.clock.now()
    }

    /// Workers may run on a clock that goes wrong; what the provider signs is checked on a good one.
    pub(crate) fn skew_of(&self, function: &str) -> i64 {
        let skewed = matches!(function, "sync-payment" | "sweep-orders" | "send-notification");
        if skewed { self.setting.skew_ms } else { 0 }
    }

    /// Has the wire wait for its turn, and says what befalls the call.
    pub(crate) async fn admit(&self, function: &'static str, actor: &str, operation: &Operation) -> Option<Fault> {
        self.pace.wait(actor, operation, &self.dice).await;
        let mut state = self.state();
        if state.is_over {
            return None;
        }
        let fault = state.plan.strike(operation);
        let possible = possible(operation).collect();
        state.reached.push(Reached { site: Site::of(function, operation), possible, fault });
        fault
    }

    /// Writes a call down, and has the snapshot looked at when it changed them.
    pub(crate) fn happened(
        &self,
        function: &'static str,
        actor: &str,
        operation: &Operation,
        fault: Option<Fault>,
        status: Option<u16>,
    ) {
        let site = Site::of(function, operation);
        let answer = status.map_or_else(|| "-".to_owned(), |status| status.to_string());
        self.history.add(self.now(), actor, format!("{function}: {}", site.call), fault, answer);
        let committed = fault.map_or(status == Some(200), Fault::commits);
        if committed && operation.service == Service::Sqs {
            let body: Value = operation.body["MessageBody"]
                .as_str()
                .map_or(Value::Null, |it| serde_json::from_str(it).unwrap_or_default());
            self.state().queued_events.extend(body["event"].as_str().map(str::to_owned));
        }
        let moves = match operation.service {
            Service::DynamoDb => !operation.is_read() && site.call.contains("orders") | site.call.contains("stock"),
            Service::Provider => operation.name.starts_with("POST"),
            _ => false,
        };
        if committed && moves && site.call.contains("orders") {
            self.stream().notice();
        }
        if committed && moves {
            self.state().deadline = Deadline::Unknown;
            self.look_at_the_books();
        }
    }

    /// Checks what must hold at every instant.
    pub(crate) fn look_at_the_books(&self) {
        let violations = crate::reconciler::at_any_time(self);
        self.report(violations);
    }

    pub(crate) fn report(&self, violations: impl IntoIterator<Item = Violation>) {
        for violation in violations {
            self.violated(violation.check, violation.detail);
        }
    }

    /// Notes that something did not hold.
    pub(crate) fn violated(&self, check: &'static str, detail: impl Into<String>) {
        let detail = detail.into();
        let is_new = self.state().reconciler.note(check, &detail);
        if is_new {
            self.history.add(self.now(), "reconciler", format!("{check}: {detail}"), None, "VIOLATED".to_owned());
        }
    }

    /// Hands an event to a function on behalf of `actor`.
    pub(crate) async fn invoke(self: &Arc<Self>, function: &'static str, actor: &str, event: Value) -> Done {
        // Types of nested futures grow too deep for the compiler unless they are boxed somewhere.
        let done: BoxFuture<'_, Done> = Box::pin(self.lambda_pool.invoke(self, function, actor, event));
        done.await
    }

    /// Sends a request to a function, as the gateway does. `None` where the gateway itself has to answer 5xx.
    pub(crate) async fn request(self: &Arc<Self>, function: &'static str, actor: &str, call: &Call) -> Option<Answer> {
        let event = call.event(self.now().millis());
        let done = self.invoke(function, actor, event.clone()).await;
        let answer = if let Done::Answered(event) = done { Some(Answer::of_event(&event)) } else { None };
        let text =
            answer.as_ref().map_or_else(|| "gateway error".to_owned(), |it| format!("{} {}", it.status, it.code()));
        self.history.add(self.now(), actor, format!("= {function}"), None, text);
        if let Some(answer) = &answer {
            crate::reconciler::check_answer(self, function, &event, answer);
        }
        answer
    }

    /// The earliest deadline of any order, in milliseconds.
    pub(crate) fn next_due(&self) -> Option<i64> {
        match self.state().deadline {
            Deadline::None => return None,
            Deadline::At(due_ms) => return Some(due_ms),
            Deadline::Unknown => {}
        }
        let rows = self.shop.tables.rows("orders");
        let next = rows.iter().filter_map(|row| row["due_at_ms"].as_i64()).min();
        self.state().deadline = next.map_or(Deadline::None, Deadline::At);
        next
    }

    /// From now on racers take turns.
    pub(crate) fn start_race(&self) {
        if let Pace::Turns(turns) = &self.pace {
            turns.begin();
        }
    }

    /// How many faults are still to come.
    pub(crate) fn unfired(&self) -> usize {
        self.state().plan.unfired()
    }

    pub(crate) fn events(&self) -> Vec<Event> {
        self.history.take()
    }
}
