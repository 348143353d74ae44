//! The operations that the measured functions, and whoever prepares their tables, ask for.

use dynoxide::{Database, DynoxideError};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::json;

use crate::parameters::Parameters;

pub(crate) struct Tables {
    database: Database,
    parameters: Parameters,
}

impl Tables {
    pub(crate) fn new() -> Result<Self, DynoxideError> {
        Ok(Self { database: Database::memory()?, parameters: Parameters::default() })
    }

    /// The status and the body that DynamoDB would answer.
    pub(crate) fn perform(&self, operation: &str, body: &[u8]) -> (u16, Vec<u8>) {
        let db = &self.database;
        match operation {
            "CreateTable" => run(body, |request| db.create_table(request)),
            "GetItem" => run(body, |request| db.get_item(request)),
            "PutItem" => run(body, |request| db.put_item(request)),
            "UpdateItem" => run(body, |request| db.update_item(request)),
            "DeleteItem" => run(body, |request| db.delete_item(request)),
            "BatchGetItem" => run(body, |request| db.batch_get_item(request)),
            "Query" => run(body, |request| db.query(request)),
            "TransactWriteItems" => run(body, |request| db.transact_write_items(request)),
            other => self
                .parameters
                .perform(other, body)
                .unwrap_or_else(|| (400, refusal(&format!("this database does not know {other}")))),
        }
    }
}

fn run<Q: DeserializeOwned, A: Serialize>(
    body: &[u8],
    perform: impl FnOnce(Q) -> Result<A, DynoxideError>,
) -> (u16, Vec<u8>) {
    let request = match serde_json::from_slice(body) {
        Ok(request) => request,
        Err(error) => return (400, refusal(&format!("not a request: {error}"))),
    };
    match perform(request) {
        Ok(answer) => {
            serde_json::to_vec(&answer).map_or_else(|error| (500, refusal(&error.to_string())), |body| (200, body))
        }
        Err(error) => (error.status_code(), error.to_json().into_bytes()),
    }
}

fn refusal(message: &str) -> Vec<u8> {
    json!({ "__type": "com.amazon.coral.validate#ValidationException", "message": message }).to_string().into_bytes()
}
