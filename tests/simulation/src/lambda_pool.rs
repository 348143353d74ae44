//! Where functions run: environments that are kept warm, one event at a time in each, and that die of a crash or of their
//! time limit.

use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock, Mutex},
    time::Duration,
};

use futures::future::BoxFuture;
use serde_json::Value;
use tests::{Fault, Function, Operation, Registered, Scheduler, Template};
use tokio::sync::Notify;

use crate::{
    run_state::RunState,
    stream::{REBUILD, Rebuild},
};

/// How an event ended.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Done {
    /// The function answered.
    Answered(Value),
    /// It said that it could not.
    Failed,
    /// Its process ended first.
    Crashed,
}

/// The warm environments.
#[derive(Debug, Default)]
pub(crate) struct LambdaPool(Mutex<BTreeMap<&'static str, Vec<Environment>>>);

#[derive(Debug)]
struct Environment {
    function: Function,
    line: Arc<Line>,
}

impl LambdaPool {
    /// Hands `event` to an environment of `function`, on behalf of `actor`.
    pub(crate) async fn invoke(
        &self,
        run_state: &Arc<RunState>,
        function: &'static str,
        actor: &str,
        event: Value,
    ) -> Done {
        let warm = self.0.lock().expect("the lambda_pool").get_mut(function).and_then(Vec::pop);
        let line = warm.as_ref().map_or_else(|| Line::new(run_state, function), |it| Arc::clone(&it.line));
        actor.clone_into(&mut line.actor.lock().expect("the line"));
        let work = async {
            let function = match warm {
                Some(environment) => environment.function,
                None => start(run_state, function, Arc::clone(&line)).await?,
            };
            let answer = function.invoke(event).await.map_or(Done::Failed, Done::Answered);
            Some((function, answer))
        };
        let ended = tokio::select! {
            ended = work => ended,
            () = line.crashed.notified() => return Done::Crashed,
            () = tokio::time::sleep(time_limit(function)) => return Done::Crashed,
        };
        let Some((running, answer)) = ended else { return Done::Failed };
        let environment = Environment { function: running, line };
        self.0.lock().expect("the lambda_pool").entry(function).or_default().push(environment);
        answer
    }
}

/// Starts a function, or the operator's program; `None` when it cannot.
async fn start(run_state: &Arc<RunState>, name: &'static str, line: Arc<Line>) -> Option<Function> {
    if name == REBUILD {
        let context = run_state.shop.conducted_operator(run_state.shop.variables_of("order-desk"), line);
        return Function::schedule::<Rebuild>(&context).await.ok();
    }
    let context = run_state.shop.conducted(name, line, run_state.skew_of(name));
    Registered::named(name).start(context).await.ok()
}

/// An operator gives a program up that takes so long.
const PROGRAM_LIMIT: Duration = Duration::from_mins(5);

fn time_limit(function: &str) -> Duration {
    static LIMITS: LazyLock<BTreeMap<String, u64>> = LazyLock::new(|| {
        let functions = Template::deployed().functions();
        let globals = &Template::deployed().document()["Globals"]["Function"]["Timeout"];
        let limit = |own: &Value| own.as_u64().or_else(|| globals.as_u64()).expect("a time limit");
        functions.iter().map(|it| (it.name.clone(), limit(&it.properties["Timeout"]))).collect()
    });
    LIMITS.get(function).map_or(PROGRAM_LIMIT, |seconds| Duration::from_secs(*seconds))
}

/// The wire as one environment sees it.
struct Line {
    run_state: std::sync::Weak<RunState>,
    function: &'static str,
    /// On whose behalf it works now.
    actor: Mutex<String>,
    crashed: Notify,
}

impl Line {
    fn new(run_state: &Arc<RunState>, function: &'static str) -> Arc<Self> {
        let run_state = Arc::downgrade(run_state);
        Arc::new(Self { run_state, function, actor: Mutex::default(), crashed: Notify::new() })
    }

    fn actor(&self) -> String {
        self.actor.lock().expect("the line").clone()
    }
}

impl std::fmt::Debug for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.function)
    }
}

impl Scheduler for Line {
    fn admit<'a>(&'a self, operation: &'a Operation) -> BoxFuture<'a, Option<Fault>> {
        Box::pin(async move {
            let run_state = self.run_state.upgrade()?;
            run_state.admit(self.function, &self.actor(), operation).await
        })
    }

    fn happened(&self, operation: &Operation, fault: Option<Fault>, status: Option<u16>) {
        let Some(run_state) = self.run_state.upgrade() else { return };
        run_state.happened(self.function, &self.actor(), operation, fault, status);
        if fault.is_some_and(Fault::is_a_crash) {
            self.crashed.notify_one();
        }
    }
}
