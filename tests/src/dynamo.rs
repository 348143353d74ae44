//! DynamoDB, embedded: the tables of the template, and what each call consumes.

use std::{fmt, sync::Arc};

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
pub struct Dynamo(Arc<Database>);

impl Dynamo {
    /// A database with these tables, each as `CreateTable` takes it.
    #[must_use]
    pub fn new(tables: Vec<Value>) -> Self {
        let database = Database::memory().expect("a database in memory");
        for table in tables {
            run(table, |request| database.create_table(request)).expect("a table");
        }
        Self(Arc::new(database))
    }

    /// All rows of the table that the stack calls `table` (`orders`), as plain JSON. For auditors; the shop never scans.
    #[must_use]
    pub fn rows(&self, table: &str) -> Vec<Value> {
        let (mut rows, mut from) = (Vec::new(), Value::Null);
        loop {
            let mut scan = json!({ "TableName": format!("{STACK}-{table}"), "ConsistentRead": true });
            if !from.is_null() {
                scan["ExclusiveStartKey"] = from;
            }
            let mut page = run(scan, |request| self.0.scan(request)).expect("a page");
            rows.extend(page["Items"].as_array().into_iter().flatten().map(row::to_plain));
            from = page["LastEvaluatedKey"].take();
            if from.is_null() {
                return rows;
            }
        }
    }

    /// Writes a row given as plain JSON.
    pub fn put(&self, table: &str, row: &Value) {
        let put = json!({ "TableName": format!("{STACK}-{table}"), "Item": row::to_attributes(row) });
        run(put, |request| self.0.put_item(request)).expect("a row of this table");
    }

    /// Does what the call asks and reports what it consumed.
    pub(crate) fn perform(&self, operation: &Operation) -> (HttpResponse, Units) {
        let db = &self.0;
        let mut body = operation.body.clone();
        body["ReturnConsumedCapacity"] = json!("INDEXES");
        let done = match operation.name.as_str() {
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
                let units = consumed(&operation.name, &answer["ConsumedCapacity"]);
                (json_answer(200, &answer), units)
            }
            Err(error) => {
                let body = serde_json::from_str(&error.to_json()).expect("an error in JSON");
                (json_answer(error.status_code(), &body), Units::default())
            }
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
