//! DynamoDB, embedded: the tables of the template, and what each call consumes.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard},
};

use backroom::kernel::Timestamp;
use dynoxide::{Database, DynoxideError};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

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
    definitions: Vec<Value>,
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
            database: database(&definitions),
            definitions,
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
        let rows = Arc::new(scan(&self.0.database, table));
        read.insert(table.to_owned(), Arc::clone(&rows));
        rows
    }

    fn forget(&self, table: &str) {
        self.0.read.lock().expect("what was read").remove(table);
    }

    /// Writes a row given as plain JSON.
    pub fn put(&self, table: &str, row: &Value) {
        let table = format!("{STACK}-{table}");
        put(&self.0.database, &table, &row::to_attributes(row));
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
        let names = self.0.definitions.iter().filter_map(|table| table["TableName"].as_str());
        names.map(|name| (name.to_owned(), self.read(name))).collect()
    }

    /// Does what the call asks at `now` and reports what it consumed.
    pub(crate) fn perform(&self, operation: &Operation, now: Timestamp) -> (HttpResponse, Units) {
        if !operation.is_read() && self.past().is_some() {
            let snapshot = self.snapshot();
            self.past().get_or_insert_default().push(snapshot);
        }
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
        let present = perform(&self.0.database, &operation.name, operation.body.clone());
        let past = self.past();
        for snapshot in past.iter().flatten().rev().take(LOOK_BACK) {
            let then = database(&self.0.definitions);
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

fn database(definitions: &[Value]) -> Database {
    let database = Database::memory().expect("a database in memory");
    for table in definitions {
        run(table.clone(), |request| database.create_table(request)).expect("a table");
    }
    database
}

fn put(database: &Database, table: &str, item: &Value) {
    let put = json!({ "TableName": table, "Item": item });
    run(put, |request| database.put_item(request)).expect("a row of this table");
}

fn scan(database: &Database, table: &str) -> Vec<Value> {
    let (mut items, mut from) = (Vec::new(), Value::Null);
    loop {
        let mut scan = json!({ "TableName": table, "ConsistentRead": true });
        if !from.is_null() {
            scan["ExclusiveStartKey"] = from;
        }
        let mut page = run(scan, |request| database.scan(request)).expect("a page");
        items.append(page["Items"].as_array_mut().expect("items"));
        from = page["LastEvaluatedKey"].take();
        if from.is_null() {
            return items;
        }
    }
}

fn perform(db: &Database, operation: &str, mut body: Value) -> (HttpResponse, Units) {
    body["ReturnConsumedCapacity"] = json!("INDEXES");
    let done = match operation {
        "GetItem" => run(body, |request| db.get_item(request)),
        "PutItem" => run(body, |request| db.put_item(request)),
        "UpdateItem" => run(body, |request| db.update_item(request)),
        "DeleteItem" => run(body, |request| db.delete_item(request)),
        "Query" => run(body, |request| db.query(request)),
        // For the operator's audit: no role of a function allows it.
        "Scan" => run(body, |request| db.scan(request)),
        "BatchGetItem" => run(body, |request| db.batch_get_item(request)),
        "TransactWriteItems" => run(body, |request| db.transact_write_items(request)),
        other => panic!("the shop makes no {other}: a role that allows it is too wide"),
    };
    match done {
        Ok(answer) => {
            let units = consumed(operation, &answer["ConsumedCapacity"]);
            (json_answer(200, &answer), units)
        }
        Err(error) => {
            let body = serde_json::from_str(&error.to_json()).expect("an error in JSON");
            (json_answer(error.status_code(), &body), Units::default())
        }
    }
}

impl fmt::Debug for Dynamo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Dynamo")
    }
}

fn run<Q: DeserializeOwned, A: Serialize>(
    request: Value,
    perform: impl FnOnce(Q) -> Result<A, DynoxideError>,
) -> Result<Value, DynoxideError> {
    let request = serde_json::from_value(request).expect("a request that the embedded database can read");
    perform(request).map(|answer| serde_json::to_value(answer).expect("an answer in JSON"))
}

/// One table's report, or one for each table.
fn consumed(operation: &str, reported: &Value) -> Units {
    let reports = reported.as_array().map_or(std::slice::from_ref(reported), Vec::as_slice);
    let total: f64 = reports.iter().filter_map(|report| report["CapacityUnits"].as_f64()).sum();
    match operation {
        "GetItem" | "Query" | "Scan" | "BatchGetItem" => Units { read: total, write: 0.0 },
        // A replay of a transaction under its token consumes reads.
        _ if reports.iter().any(|report| report["ReadCapacityUnits"].is_number()) => {
            let sum = |kind: &str| reports.iter().filter_map(|report| report[kind].as_f64()).sum();
            Units { read: sum("ReadCapacityUnits"), write: sum("WriteCapacityUnits") }
        }
        _ => Units { read: 0.0, write: total },
    }
}
