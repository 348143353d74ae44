//! DynamoDB, embedded: the tables of the template, and what each call consumes.

mod embedded;

use std::{
    collections::{HashMap, HashSet},
    fmt,
    sync::{Arc, Mutex, MutexGuard},
};

use domain::kernel::Timestamp;
use dynoxide::Database;
use serde_json::{Value, json};

use self::embedded::{changes, create, database, perform, put, scan};
use crate::{
    call::Operation,
    journal::Units,
    provider::{HttpResponse, json_answer},
    resolve::STACK,
    row,
};

/// The tables.
#[derive(Clone)]
pub struct Dynamo(Arc<Tables>);

struct Tables {
    database: Database,
    /// As `CreateTable` takes them.
    definitions: Mutex<Vec<Value>>,
    /// The tables that were asked for: each is made then, for most plays need few.
    made: Mutex<HashSet<String>>,
    past: Past,
    /// The rows of each table as they were last read, until the table is written to: auditors look at them all the time.
    read: Mutex<HashMap<String, Arc<Vec<Value>>>>,
    /// When each client token was first seen.
    tokens: Mutex<HashMap<String, Timestamp>>,
}

/// Earlier states of all tables, newest last; kept only where somebody asked for them.
type Past = Mutex<Option<Vec<Snapshot>>>;
/// Tables with their items, as DynamoDB writes them.
type Snapshot = Vec<(String, Arc<Vec<Value>>)>;

/// A request with a client token is the same request for so long.
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html>.
const TOKEN_MS: i64 = 600_000;

impl Dynamo {
    /// A database with these tables, each as `CreateTable` takes it.
    #[must_use]
    pub fn new(definitions: Vec<Value>) -> Self {
        Self(Arc::new(Tables {
            database: database(&[]),
            definitions: Mutex::new(definitions),
            made: Mutex::default(),
            past: Past::default(),
            read: Mutex::default(),
            tokens: Mutex::default(),
        }))
    }

    /// All rows of the table that the stack calls `table` (`orders`), as plain JSON. For auditors; the shop never scans.
    #[must_use]
    pub fn rows(&self, table: &str) -> Vec<Value> {
        self.items(table).iter().map(row::to_plain).collect()
    }

    /// The same, as DynamoDB writes them.
    #[must_use]
    pub fn items(&self, table: &str) -> Arc<Vec<Value>> {
        self.read(&format!("{STACK}-{table}"))
    }

    fn read(&self, table: &str) -> Arc<Vec<Value>> {
        let mut read = self.0.read.lock().expect("what was read");
        if let Some(rows) = read.get(table) {
            return Arc::clone(rows);
        }
        let is_made = self.0.made.lock().expect("the tables made").contains(table);
        let rows = Arc::new(if is_made { scan(&self.0.database, table) } else { Vec::new() });
        read.insert(table.to_owned(), Arc::clone(&rows));
        rows
    }

    fn make(&self, table: &str) {
        let is_new = self.0.made.lock().expect("the tables made").insert(table.to_owned());
        let definitions = self.definitions();
        let definition = definitions.iter().find(|it| it["TableName"] == table).filter(|_| is_new);
        if let Some(definition) = definition {
            create(&self.0.database, definition);
        }
    }

    fn definitions(&self) -> MutexGuard<'_, Vec<Value>> {
        self.0.definitions.lock().expect("the definitions")
    }

    /// Leaves the indexes of a table out, before it is asked for: for plays in which nobody lists what it holds.
    pub fn leave_out_indexes(&self, table: &str) {
        let name = format!("{STACK}-{table}");
        for definition in self.definitions().iter_mut().filter(|it| it["TableName"] == name.as_str()) {
            let keys = definition["KeySchema"].clone();
            let is_key = |it: &Value| {
                keys.as_array().into_iter().flatten().any(|key| key["AttributeName"] == it["AttributeName"])
            };
            definition["AttributeDefinitions"].as_array_mut().expect("attributes").retain(is_key);
            definition.as_object_mut().expect("a table").remove("GlobalSecondaryIndexes");
        }
    }

    /// Keeps every change of a table from now on, as its stream does: before the table is asked for, and only where somebody
    /// reads them, for it takes time.
    pub fn keep_changes(&self, table: &str) {
        let name = format!("{STACK}-{table}");
        for definition in self.definitions().iter_mut().filter(|it| it["TableName"] == name.as_str()) {
            definition["StreamSpecification"] =
                json!({ "StreamEnabled": true, "StreamViewType": "NEW_AND_OLD_IMAGES" });
        }
    }

    /// The changes of a table that are kept, in their order, as Lambda hands them to a function.
    #[must_use]
    pub fn changes(&self, table: &str) -> Vec<Value> {
        let name = format!("{STACK}-{table}");
        let is_made = self.0.made.lock().expect("the tables made").contains(&name);
        if is_made { changes(&self.0.database, &name) } else { Vec::new() }
    }

    fn forget(&self, table: &str) {
        self.0.read.lock().expect("what was read").remove(table);
    }

    /// Writes a row given as plain JSON.
    pub fn put(&self, table: &str, row: &Value) {
        let table = format!("{STACK}-{table}");
        self.make(&table);
        put(&self.0.database, &table, &row::to_attributes(row));
        self.forget(&table);
    }

    /// The same of a row as DynamoDB writes it, for one with a set, which plain JSON has not.
    pub fn put_item(&self, table: &str, item: &Value) {
        let table = format!("{STACK}-{table}");
        self.make(&table);
        put(&self.0.database, &table, item);
        self.forget(&table);
    }

    /// From now on keeps every state of the tables, so that reads may see an earlier one.
    pub fn remember(&self) {
        self.past().get_or_insert_default();
    }

    fn past(&self) -> MutexGuard<'_, Option<Vec<Snapshot>>> {
        self.0.past.lock().expect("the past")
    }

    fn snapshot(&self) -> Snapshot {
        let definitions = self.definitions();
        let names = definitions.iter().filter_map(|table| table["TableName"].as_str());
        names.map(|name| (name.to_owned(), self.read(name))).collect()
    }

    /// Does what the call asks at `now` and reports what it consumed.
    pub(crate) fn perform(&self, operation: &Operation, now: Timestamp) -> (HttpResponse, Units) {
        if !operation.is_read() && self.past().is_some() {
            let snapshot = self.snapshot();
            self.past().get_or_insert_default().push(snapshot);
        }
        operation.tables().iter().for_each(|table| self.make(table));
        let mut body = operation.body.clone();
        if let Some(token) = body["ClientRequestToken"].as_str().map(str::to_owned) {
            let first = *self.0.tokens.lock().expect("the tokens").entry(token.clone()).or_insert(now);
            if now.millis() - first.millis() > TOKEN_MS {
                body["ClientRequestToken"] = json!(format!("{token:.30}-later"));
            }
        }
        let done = perform(&self.0.database, &operation.name, body);
        if !operation.is_read() {
            operation.tables().iter().for_each(|table| self.forget(table));
        }
        done
    }

    /// Answers a read from the newest earlier state in which its answer was another one; from the present if there is none.
    pub(crate) fn perform_in_the_past(&self, operation: &Operation) -> (HttpResponse, Units) {
        operation.tables().iter().for_each(|table| self.make(table));
        let present = perform(&self.0.database, &operation.name, operation.body.clone());
        let past = self.past();
        for snapshot in past.iter().flatten().rev().take(LOOK_BACK) {
            let then = database(&self.definitions());
            for (table, items) in snapshot {
                for item in items.iter() {
                    put(&then, table, item);
                }
            }
            let answer = perform(&then, &operation.name, operation.body.clone());
            if answer.0.body() != present.0.body() {
                return answer;
            }
        }
        present
    }

    /// Answers a read of several rows with one of them, and with where to go on.
    pub(crate) fn perform_in_part(&self, operation: &Operation) -> (HttpResponse, Units) {
        operation.tables().iter().for_each(|table| self.make(table));
        let mut body = operation.body.clone();
        if operation.name == "Query" {
            body["Limit"] = json!(1);
            return perform(&self.0.database, &operation.name, body);
        }
        let mut left = body["RequestItems"].clone();
        for (table, asked) in left.as_object_mut().into_iter().flatten() {
            let keys = asked["Keys"].as_array_mut().expect("keys");
            let later = keys.split_off(1.min(keys.len()));
            body["RequestItems"][table]["Keys"] = json!(keys);
            asked["Keys"] = json!(later);
        }
        let (answer, units) = perform(&self.0.database, &operation.name, body);
        let mut answer: Value = serde_json::from_slice(answer.body()).expect("an answer in JSON");
        left.as_object_mut()
            .expect("tables")
            .retain(|_, asked| asked["Keys"].as_array().is_some_and(|it| !it.is_empty()));
        answer["UnprocessedKeys"] = left;
        (json_answer(200, &answer), units)
    }
}

/// So many states back at most.
const LOOK_BACK: usize = 8;

impl fmt::Debug for Dynamo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Dynamo")
    }
}
