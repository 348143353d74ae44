//! The shop: a context of its own for each test.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use app_context::{AppContext, Clock};
use domain::{
    accounts::HashCost,
    kernel::{Random, Timestamp},
};
use lambda::{HttpFunction, QueueFunction, ScheduledFunction, StreamFunction};
use serde_json::{Value, json};

use crate::{
    answer::Answer,
    bus::Bus,
    deployment,
    description::Description,
    dynamo::Dynamo,
    event::Call,
    faults::{Fault, Faults, Planned},
    function::{Function, Registered},
    identity::Identities,
    invoke::{self, Functions},
    journal::Journal,
    listeners::Listeners,
    mutation::Mutation,
    provider::{Provider, ProviderSlot},
    s3::Buckets,
    scheduler::Scheduler,
    ses::Mailbox,
    sqs::{Queue, Queues},
    ssm::ParameterStore,
    template::Template,
    time::{VirtualClock, seeded},
    wire::Wire,
};

/// What the deployment of the tests says where the template leaves it open.
const PARAMETERS: [(&str, &str); 5] = [
    ("Stage", "local"),
    ("SenderAddress", "shop@example.com"),
    ("ShopOrdersAddress", "orders@example.com"),
    ("StripeApiUrl", "https://api.stripe.com"),
    ("StripePublishableKey", "pk_test_local"),
];
/// The secrets, by the template's parameter that names them.
pub(crate) const STRIPE_SECRET_KEY: &str = "sk_test_local";
pub(crate) const STRIPE_WEBHOOK_SECRET: &str = "whsec_test_local";

/// A shop with empty tables, its people, and all that a test may look at or move.
#[derive(Debug)]
pub struct Shop {
    /// The time.
    pub clock: VirtualClock,
    /// The tables.
    pub tables: Dynamo,
    /// The buckets.
    pub buckets: Buckets,
    /// The mails.
    pub mail: Mailbox,
    /// The events.
    pub bus: Bus,
    /// Who listens to them.
    pub listeners: Listeners,
    /// The secrets.
    pub parameters: ParameterStore,
    /// What goes wrong.
    pub faults: Faults,
    /// What was called.
    pub journal: Journal,
    pub(crate) people: Identities,
    pub(crate) deployment: BTreeMap<String, String>,
    wire: Wire,
    random: Random,
}

impl Shop {
    /// A shop whose randomness is seeded with 1.
    #[must_use]
    pub fn open() -> Self {
        Self::with_seed(1)
    }

    /// A shop whose randomness is seeded with `seed`.
    #[must_use]
    pub fn with_seed(seed: u64) -> Self {
        Self::deployed_with(seed, &[])
    }

    /// The same, deployed with these parameters beside the usual ones.
    #[must_use]
    pub fn deployed_with(seed: u64, parameters: &[(&str, &str)]) -> Self {
        let template = Template::deployed();
        let clock = VirtualClock::new();
        let people = Identities::new("backroom-local");
        let mut deployment: BTreeMap<_, _> = PARAMETERS
            .iter()
            .chain(parameters)
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        deployment.insert("AccessTokenPublicKeys".to_owned(), people.public_key());
        let random = seeded(seed);
        let wire = Wire {
            tables: Dynamo::new(deployment::tables()),
            queues: Queues::of(template, &clock),
            bus: Bus::default(),
            buckets: Buckets::default(),
            listeners: Listeners::default(),
            mail: Mailbox::default(),
            parameters: ParameterStore::filled(template),
            provider: ProviderSlot::default(),
            provider_host: deployment["StripeApiUrl"].trim_start_matches("https://").to_owned(),
            faults: Faults::default(),
            journal: Journal::default(),
            rights: None,
            clock: clock.clone(),
            scheduler: None,
            functions: Functions { deployment: deployment.clone(), random: random.clone() },
            mutation: None,
        };
        let Wire { tables, bus, buckets, listeners, mail, parameters, faults, journal, .. } = wire.clone();
        Self {
            clock,
            tables,
            buckets,
            mail,
            bus,
            listeners,
            parameters,
            faults,
            journal,
            people,
            deployment,
            wire,
            random,
        }
    }

    /// From now on functions start with this bug in what they ask for.
    pub fn plant(&mut self, mutation: Mutation) {
        self.wire.mutation = Some(mutation);
    }

    /// The context of the function called `name`, in which hashes cost the least that they can: its environment holds exactly the variables that the template gives it,
    /// and a call that its role does not allow fails the test.
    #[must_use]
    pub fn world_of(&self, name: &str) -> AppContext {
        self.context(self.wire_of(name), self.variables_of(name))
    }

    /// A context with these variables, in which everything is allowed.
    pub fn world_with(&self, variables: impl IntoIterator<Item = (String, String)>) -> AppContext {
        self.context(self.wire.clone(), variables)
    }

    /// The same, in which `scheduler` decides what befalls each call, and the clock goes wrong by `skew_ms`.
    #[must_use]
    pub fn conducted(&self, name: &str, scheduler: Arc<dyn Scheduler>, skew_ms: i64) -> AppContext {
        let wire = Wire { scheduler: Some(scheduler), ..self.wire_of(name) };
        let clock = self.clock.clone();
        let skewed = Clock::new(move || Timestamp::from_millis(clock.now().millis() + skew_ms));
        AppContext { clock: skewed, ..self.context(wire, self.variables_of(name)) }
    }

    /// The context of an operator's program with these variables, in which `scheduler` decides what befalls each call.
    #[must_use]
    pub fn conducted_operator(&self, variables: BTreeMap<String, String>, scheduler: Arc<dyn Scheduler>) -> AppContext {
        self.context(Wire { scheduler: Some(scheduler), ..self.wire.clone() }, variables)
    }

    fn wire_of(&self, name: &str) -> Wire {
        let rights = deployment::function(name, &self.deployment).rights.clone();
        let mutation = self.wire.mutation.filter(|mutation| mutation.is_in(name));
        Wire { rights: Some(rights), mutation, ..self.wire.clone() }
    }

    fn context(&self, wire: Wire, variables: impl IntoIterator<Item = (String, String)>) -> AppContext {
        invoke::context(wire, variables, self.random.clone())
    }

    /// The variables that the template gives the function called `name`.
    #[must_use]
    pub fn variables_of(&self, name: &str) -> BTreeMap<String, String> {
        deployment::function(name, &self.deployment).variables.clone()
    }

    /// Starts the function called `name`, whatever stands before it.
    pub async fn start(&self, name: &str) -> Function {
        let started = Registered::named(name).start(self.world_of(name)).await;
        started.unwrap_or_else(|error| panic!("{name} does not start: {error}"))
    }

    /// Starts a function that hashes passwords at the cost that is shipped, which takes a while.
    pub async fn start_at_full_cost(&self, name: &str) -> Function {
        let context = AppContext { hash_cost: HashCost::SHOP, ..self.world_of(name) };
        Registered::named(name).start(context).await.unwrap_or_else(|error| panic!("{name} does not start: {error}"))
    }

    /// Starts a function behind a route that is not the shop's, with the variables given.
    pub async fn start_http<F: HttpFunction>(&self, variables: BTreeMap<String, String>) -> Function {
        Function::http::<F>(&self.world_with(variables)).await.expect("a function that starts")
    }

    /// Starts a function behind a queue that is not the shop's, with the variables given.
    pub async fn start_queue<F: QueueFunction>(&self, variables: BTreeMap<String, String>) -> Function {
        Function::queue::<F>(&self.world_with(variables)).await.expect("a function that starts")
    }

    /// Starts a function behind a table's stream that is not the shop's, with the variables given.
    pub async fn start_stream<F: StreamFunction>(&self, variables: BTreeMap<String, String>) -> Function {
        Function::stream::<F>(&self.world_with(variables)).await.expect("a function that starts")
    }

    /// Starts a function behind a schedule that is not the shop's, with the variables given.
    pub async fn start_schedule<F: ScheduledFunction>(&self, variables: BTreeMap<String, String>) -> Function {
        Function::schedule::<F>(&self.world_with(variables)).await.expect("a function that starts")
    }

    /// Sends a request to a function, through an event as API Gateway makes it. What `openapi.yaml` lacks fails the test.
    pub async fn call(&self, function: &Function, call: Call) -> Answer {
        let event = call.event(self.clock.now().millis());
        let answer = function.invoke(event.clone()).await;
        let answer = Answer::of_event(&answer.expect("HTTP functions always answer"));
        Description::check_exchange(&event, &answer).unwrap_or_else(|undescribed| panic!("{undescribed}"));
        answer
    }

    /// Lets a scheduled function do its round, and hands back its report.
    pub async fn tick(&self, function: &Function) -> Value {
        let event = json!({ "version": "0", "source": "aws.scheduler", "time": self.clock.now().to_string() });
        function.invoke(event).await.expect("a round that ends")
    }

    /// The queue called `name` in the template: `payment-syncs`, `notifications`, `parked`.
    #[must_use]
    pub fn queue(&self, name: &str) -> Queue {
        self.wire.queues.named(name)
    }

    /// Sends a form with a file to its bucket, as a browser does. The status with which the bucket answers.
    pub fn upload(&self, form: &Value, bytes: &[u8]) -> u16 {
        self.buckets.upload(form, bytes, &self.wire.queues, self.clock.now())
    }

    /// Lets `provider` answer for the payment provider.
    pub fn pays_through(&self, provider: impl Provider + 'static) {
        self.wire.provider.set(provider);
    }

    /// Sets the clock forward.
    pub fn wait_seconds(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }

    /// Plans a fault.
    pub fn plan(&self, planned: Planned) {
        self.faults.plan(planned);
    }

    /// Plans `fault` for the next call, whichever it is.
    pub fn plan_next(&self, fault: Fault) {
        self.faults.plan(Planned::next(fault));
    }

    /// Everything that the shop keeps: rows, messages, mails. Equal before and after means that nothing changed.
    #[must_use]
    pub fn state(&self) -> Value {
        let tables = [
            "accounts",
            "carts",
            "products",
            "stock",
            "orders",
            "desk",
            "audit",
            "webhooks",
            "recommendations",
            "settings",
        ]
        .map(|table| json!(self.tables.rows(table)));
        let files = self.buckets.keys();
        json!([tables, format!("{:?}", self.wire.queues.all()), format!("{:?}", self.mail.all()), files])
    }
}
