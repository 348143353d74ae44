//! Who is measured: two functions of the shop, the floor, and the same work done by others.

use std::{collections::BTreeMap, path::PathBuf, time::SystemTime};

use domain::{accounts::Role, kernel::Timestamp};
use serde_json::{Value, json};
use tests::{Call, Identities, PASSWORD, Template, repository};

use crate::{
    database::{Database, EMAIL, PRICE, ROOTS, at, product},
    error::BenchError,
};

/// The shop's own.
pub(crate) const OURS: [&str; 2] = ["list-products", "place-order"];
/// The shop's own that are measured at several memory sizes: two that answer at once, one that hashes, one that works.
pub(crate) const AT_SIZES: [&str; 4] = ["list-products", "place-order", "log-in", "sweep-orders"];
/// `list-products` again, asked as visitors ask, so that it answers from memory; else it is asked to read each time, as its peers do.
const FROM_MEMORY: &str = "list-products@memory";
/// The floor.
pub(crate) const FLOOR: &str = "hello";
const ISSUER: &str = "backroom-local";
/// Enough for a function that starts by itself: what it is given beside its own variables.
const CREDENTIALS: [(&str, &str); 4] = [
    ("AWS_REGION", "eu-west-1"),
    ("AWS_ACCESS_KEY_ID", "bench"),
    ("AWS_SECRET_ACCESS_KEY", "bench"),
    ("AWS_SESSION_TOKEN", "bench"),
];

/// Somebody who is measured.
#[derive(Debug)]
pub(crate) struct Candidate {
    pub(crate) name: &'static str,
    /// The program and its arguments.
    pub(crate) command: Vec<PathBuf>,
    variables: BTreeMap<String, String>,
    /// Compiled to one binary: its size says something, and its instructions can be counted.
    pub(crate) native: bool,
    authority: PathBuf,
    urls: [String; 2],
}

/// Somebody who is not, and why.
#[derive(Debug)]
pub(crate) struct LeftOut {
    pub(crate) name: &'static str,
    pub(crate) reason: String,
}

/// Those who are there, of those who are wanted (all, when nobody is named), and those who are not.
/// The shop's own are entered once more for each folder of `beside` that holds other builds of them.
pub(crate) fn entered(
    database: &Database,
    wanted: &[String],
    beside: &[PathBuf],
) -> Result<(Vec<Candidate>, Vec<LeftOut>), BenchError> {
    let known = known(beside);
    if let Some(stranger) = wanted.iter().find(|name| !known.iter().any(|(known, ..)| known == name)) {
        let names: Vec<_> = known.iter().map(|(name, ..)| *name).collect();
        return Err(BenchError::new(format!("nobody is called {stranger}: there are {}", names.join(", "))));
    }
    let (mut there, mut left_out) = (Vec::new(), Vec::new());
    for (name, command, native) in known {
        if !(wanted.iter().any(|wanted| wanted == name || wanted == work(name)) || wanted.is_empty() && !is_more(name))
        {
            continue;
        }
        if let Some(missing) = command.iter().find(|part| !part.exists()) {
            let missing = missing.strip_prefix(repository()).unwrap_or(missing).display();
            left_out.push(LeftOut { name, reason: format!("there is no {missing} (make bench makes it)") });
            continue;
        }
        there.push(Candidate {
            name,
            command,
            variables: variables(name),
            native,
            authority: database.authority.clone(),
            urls: [database.url(false), database.url(true)],
        });
    }
    Ok((there, left_out))
}

fn known(beside: &[PathBuf]) -> Vec<(&'static str, Vec<PathBuf>, bool)> {
    let mut all = vec![(FLOOR, vec![at("target/peers/release/hello")], true)];
    let more = AT_SIZES.into_iter().filter(|name| is_more(name));
    all.extend(OURS.into_iter().chain(more).map(|name| (name, vec![at(&format!("target/release/{name}"))], true)));
    all.push((FROM_MEMORY, vec![at("target/release/list-products")], true));
    for folder in beside {
        let build = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        // A name lives as long as the program.
        all.extend(OURS.map(|name| (&*format!("{name}@{build}").leak(), vec![folder.join(name)], true)));
    }
    all.extend([
        ("sdk-defaults", vec![at("target/peers/release/sdk-defaults")], true),
        ("python", vec![at(".local/tools/peer/bin/python"), at("bench/peers/python/bootstrap.py")], false),
        ("node", vec![node(), at("bench/peers/node/bootstrap.mjs")], false),
    ]);
    all
}

/// Whether it is measured only by whoever names it.
fn is_more(name: &str) -> bool {
    AT_SIZES.contains(&name) && !OURS.contains(&name)
}

/// Milliseconds that a warm call waits for AWS, by the 5 ms of docs/costs.md: here everybody answers at once. A log-in's
/// calls go out in two rounds, the sweep's one after the other.
pub(crate) fn waits(name: &str) -> f64 {
    match work(name) {
        "log-in" => 10.0,
        "sweep-orders" => 40.0,
        _ => 5.0,
    }
}

/// Where the machine's Node is; a path that does not exist when there is none, or when its SDK is not installed.
fn node() -> PathBuf {
    let modules = at(".local/tools/node/node_modules");
    if !modules.exists() {
        return modules;
    }
    let path = std::env::var("PATH").unwrap_or_default();
    let found = path.split(':').map(|folder| PathBuf::from(folder).join("node")).find(|node| node.exists());
    found.unwrap_or_else(|| PathBuf::from("node"))
}

/// What somebody does: `list-products`, also of `list-products@smaller`.
fn work(name: &str) -> &str {
    name.split('@').next().unwrap_or(name)
}

fn variables(name: &str) -> BTreeMap<String, String> {
    let name = work(name);
    let mut variables: BTreeMap<String, String> = if OURS.contains(&name) || is_more(name) {
        let parameters =
            [("Stage", "local".to_owned()), ("AccessTokenPublicKeys", Identities::new(ISSUER).public_key())];
        let parameters = parameters.map(|(name, value)| (name.to_owned(), value));
        Template::deployed().variables(name, &parameters.into_iter().collect())
    } else {
        let modules = at(".local/tools/node").display().to_string();
        let tables = [("PRODUCTS_TABLE", "shop-products"), ("STOCK_TABLE", "shop-stock")];
        let tables = tables.map(|(name, table)| (name.to_owned(), table.to_owned()));
        tables.into_iter().chain([("PEER_MODULES".to_owned(), modules)]).collect()
    };
    let lambda = [
        ("AWS_LAMBDA_FUNCTION_NAME", name),
        ("AWS_LAMBDA_FUNCTION_VERSION", "1"),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256"),
    ];
    variables.extend(CREDENTIALS.iter().chain(&lambda).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    variables
}

impl Candidate {
    /// Its environment as Lambda would give it, with the database over TLS or not. Each SDK is told of the authority in its
    /// own way; the one that reads the machine's roots gets the authority beside them.
    pub(crate) fn environment(&self, runtime_api: &str, tls: bool) -> BTreeMap<String, String> {
        let mut environment = self.variables.clone();
        let authority = self.authority.display().to_string();
        let mut set = |name: &str, value: String| environment.insert(name.to_owned(), value);
        set("AWS_LAMBDA_RUNTIME_API", runtime_api.to_owned());
        set("AWS_ENDPOINT_URL", self.urls[usize::from(tls)].clone());
        set("AWS_DEFAULT_REGION", "eu-west-1".to_owned());
        if tls {
            set("AWS_CA_BUNDLE", authority.clone());
            set("NODE_EXTRA_CA_CERTS", authority);
            set("SSL_CERT_FILE", at(ROOTS).display().to_string());
        }
        environment
    }

    /// An event that it has not seen yet.
    pub(crate) fn event(&self, n: u64) -> Value {
        let now = now();
        if work(self.name) == "place-order" {
            // A buyer each: ten orders in a quarter of an hour is the limit of one.
            let buyer = format!("buyer {n} at {}", now.millis());
            let token = Identities::new(ISSUER).token(&buyer, Role::Buyer, now);
            let body = json!({
                "currency": "USD",
                "shipping_address": {
                    "name": "Ada Buyer", "line1": "1 Mill Lane", "city": "Leeds", "postal_code": "LS1 1AA", "country": "GB",
                },
                "lines": [{ "sku": product(u32::try_from(n % 50).unwrap_or(0)), "quantity": 1, "unit_price_minor": PRICE }],
            });
            return Call::post("/v1/orders").bearer(&token).key("an order of one line").json(&body).event(now.millis());
        }
        match work(self.name) {
            "log-in" => {
                Call::post("/v1/login").json(&json!({ "email": EMAIL, "password": PASSWORD })).event(now.millis())
            }
            "sweep-orders" => json!({}),
            _ if self.name == FROM_MEMORY => Call::get("/v1/products?limit=20").event(now.millis()),
            _ => Call::get("/v1/products?limit=20").header("cache-control", "no-cache").event(now.millis()),
        }
    }

    /// Whether an answer is the one that it should give.
    pub(crate) fn is_right(&self, answer: &Value) -> bool {
        let body = answer["body"].as_str().unwrap_or_default();
        match work(self.name) {
            FLOOR => body == "hello",
            "place-order" => answer["statusCode"] == 201,
            "log-in" => answer["statusCode"] == 200,
            "sweep-orders" => answer["failed"] == 0,
            _ => serde_json::from_str::<Value>(body)
                .is_ok_and(|body| body["products"].as_array().is_some_and(|it| it.len() == 20)),
        }
    }
}

fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
