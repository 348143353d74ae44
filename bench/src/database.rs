//! The database behind the contestants: another program, with the shop's tables and a listing of products.

use std::{
    fs,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use domain::{
    accounts::{HashCost, Password, PasswordHash, SALT_BYTES},
    kernel::Email,
};
use serde::Deserialize;
use serde_json::{Value, json};
use tests::{Identities, PASSWORD, ParameterStore, Template, repository, to_attributes};

use crate::error::BenchError;

/// Products on the listing: more than a page.
const PRODUCTS: u32 = 50;
/// The machine's roots and our own.
pub(crate) const ROOTS: &str = ".local/bench/roots.pem";
/// Who logs in.
pub(crate) const EMAIL: &str = "ada@example.com";
/// What each costs, in cents.
pub(crate) const PRICE: u32 = 499;

/// The running database. It ends with this value.
#[derive(Debug)]
pub(crate) struct Database {
    child: Child,
    ports: Ports,
    /// The certificate of the authority that vouches for it.
    pub(crate) authority: PathBuf,
}

#[derive(Debug, Deserialize)]
struct Ports {
    http: u16,
    https: u16,
}

impl Database {
    /// Starts the program that `make bench` built, and furnishes it.
    pub(crate) fn start() -> Result<Self, BenchError> {
        let program = at("target/release/bench-database");
        let authority = at(".local/bench/authority.pem");
        fs::create_dir_all(at(".local/bench")).map_err(|error| BenchError::at(".local/bench", error))?;
        let child = Command::new(&program).arg(&authority).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut child =
            child.map_err(|error| BenchError::at(format!("{} (make bench builds it)", program.display()), error))?;
        let mut line = String::new();
        let said = child.stdout.take().ok_or_else(|| BenchError::new("the database has no output"))?;
        BufReader::new(said).read_line(&mut line).map_err(|error| BenchError::at("the database", error))?;
        let ports = serde_json::from_str(&line).map_err(|error| BenchError::at("what the database said", error))?;
        let database = Self { child, ports, authority };
        database.bundle_roots()?;
        database.furnish()?;
        Ok(database)
    }

    /// The machine's roots with the authority among them, for whoever reads the machine's.
    fn bundle_roots(&self) -> Result<(), BenchError> {
        let places = ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"];
        let roots = places.iter().find_map(|place| fs::read_to_string(place).ok()).unwrap_or_default();
        let own =
            fs::read_to_string(&self.authority).map_err(|error| BenchError::at(self.authority.display(), error))?;
        let all = at(ROOTS);
        fs::write(&all, roots + &own).map_err(|error| BenchError::at(all.display(), error))
    }

    pub(crate) fn url(&self, tls: bool) -> String {
        if tls {
            format!("https://localhost:{}", self.ports.https)
        } else {
            format!("http://127.0.0.1:{}", self.ports.http)
        }
    }

    fn furnish(&self) -> Result<(), BenchError> {
        for table in Template::deployed().tables() {
            self.ask("CreateTable", &table)?;
        }
        for n in 0..PRODUCTS {
            let id = product(n);
            let listed = json!({
                "id": id, "listing": "all", "listing_category": "tea", "created_ms": 1_790_000_000_000_u64 + u64::from(n),
                "name": format!("Tea of the {n}th garden"), "name_key": format!("tea of the {n}th garden"),
                "slug": "tea", "description": "Loose leaves.", "category": "Tea", "tax_class": "standard", "attributes": {},
                "state": "active", "options": [], "skus": [id], "price_minor": PRICE, "ver": 1,
                "prices": [{ "currency": "USD", "from_minor": PRICE, "to_minor": PRICE }],
                "variants": [{ "sku": id, "options": [], "prices": [{ "currency": "USD", "price_minor": PRICE }] }],
            });
            self.put("products", &listed)?;
            let stocked = json!({
                "sku": id, "row": "shard#0", "available": 1_000_000, "received": 1_000_000, "product_id": id,
                "prices": { "USD": PRICE }, "active": true,
            });
            self.put("stock", &stocked)?;
        }
        self.put("accounts", &account()?)?;
        for (name, value) in ParameterStore::filled(Template::deployed()).entries() {
            self.ask("PutParameter", &json!({ "Name": name, "Value": value }))?;
        }
        Ok(())
    }

    fn put(&self, table: &str, row: &Value) -> Result<(), BenchError> {
        self.ask("PutItem", &json!({ "TableName": format!("shop-{table}"), "Item": to_attributes(row) }))
    }

    fn ask(&self, operation: &str, body: &Value) -> Result<(), BenchError> {
        let request = ureq::post(self.url(false)).header("x-amz-target", &format!("DynamoDB_20120810.{operation}"));
        request
            .send(body.to_string())
            .map(drop)
            .map_err(|error| BenchError::at(format!("{operation} at the database"), error))
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Somebody who can log in, at the cost of the shop's own hash.
fn account() -> Result<Value, BenchError> {
    let email = Email::parse(EMAIL).map_err(|_| BenchError::new("an address"))?;
    let password = Password::offered(PASSWORD).ok_or_else(|| BenchError::new("a password"))?;
    let hash = PasswordHash::of(&password, &[7; SALT_BYTES], HashCost::SHOP);
    let hash = hash.map_err(|error| BenchError::at("a hash", error))?;
    Ok(json!({
        "pk": format!("EMAIL#{}", email.digest().as_str()), "sk": "ACCOUNT", "uid": Identities::id_of("ada").as_str(),
        "email": EMAIL, "password_hash": hash.as_str(), "role": "buyer", "session_epoch": 0, "created_ms": 1_790_000_000_000_u64,
    }))
}

/// The identifier of the `n`th product.
pub(crate) fn product(n: u32) -> String {
    format!("tea-{}", n % PRODUCTS)
}

/// Where a program of this repository stands.
pub(crate) fn at(path: &str) -> PathBuf {
    repository().join(Path::new(path))
}
