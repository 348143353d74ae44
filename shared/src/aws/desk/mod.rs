//! The desk table: orders as the shop's staff look for them, by their identifier alone. It is made of the orders' changes,
//! so it is a moment behind them; the orders table decides.

mod lookup;

use aws_sdk_dynamodb::Client;

use super::dynamodb;
use crate::context::{AppContext, StartError};

/// The desk table.
#[derive(Clone, Debug)]
pub struct DeskTable {
    client: Client,
    table: String,
}

impl DeskTable {
    /// The table whose name stands in `DESK_TABLE`.
    pub fn new(context: &AppContext) -> Result<Self, StartError> {
        let table = context.environment.required("DESK_TABLE")?.to_owned();
        Ok(Self { client: dynamodb(context), table })
    }
}
