//! `backroom export`: what the shop holds, as tables for spreadsheets, back-ups and other programs.

mod products;
mod rows;
mod table;

use std::{path::PathBuf, process::ExitCode};

use app_context::AppContext;
use aws::{AccountsTable, OrdersTable, ProductsTable, StockTable};
use clap::{Args, ValueEnum};

use crate::{Failure, context};
use table::Table;

const LONG_HELP: &str = "\
Writes what the shop holds as a table, a CSV file in UTF-8 whose first line names the columns.

    products   the catalogue in the format that `backroom import` reads, one line a variant. `stock` is empty, so
               importing the file again books nothing and changes nothing. Attributes are not in it, and stay.
    stock      one line a SKU: sku, product_id, available, received, active
    orders     one line for each line of an order, with the order's state, total, refunds and shipping address
    refunds    one line a refund: how much, of which units, why, and how far it has come
    to-ship    what is to be packed: one line for each SKU of a paid order of which units were not sent yet, with the address
    customers  one line an account: id, email, created_at, role. An account that was closed is gone.

A cell that a spreadsheet would take for a formula (=, +, -, @ or a tab first) begins with an apostrophe, which `backroom import`
takes away again.

Orders, to-ship and customers are personal data. They go to standard output or to the file, which only its owner may read, and nowhere
else. A file is written beside its place and moved there when it is whole. Lines are in no order.";

const EXAMPLES: &str = "\
Examples:
  PRODUCTS_TABLE=backroom-dev-products AWS_REGION=eu-west-1 backroom export products > catalogue.csv
  backroom export orders --orders-table backroom-dev-orders --output orders.csv
  backroom export to-ship --orders-table backroom-dev-orders --output packing-list.csv
  backroom export stock --stock-table backroom-dev-stock --format csv

Exit status: 0 all was written, 1 some could not be read or written, 2 called wrongly.";

/// What is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum What {
    /// The catalogue, as `backroom import` reads it.
    Products,
    /// How much of each SKU there is.
    Stock,
    /// The lines of all orders.
    Orders,
    /// The refunds of all orders.
    Refunds,
    /// What is still to be sent: a packing list.
    ToShip,
    /// The accounts.
    Customers,
}

/// How it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Comma-separated values, RFC 4180.
    Csv,
}

/// Writes products, stock, orders, refunds, what is to be sent, or customers as a table.
#[derive(Debug, Args)]
#[command(long_about = LONG_HELP, after_help = EXAMPLES)]
pub(crate) struct Export {
    /// What to write.
    #[arg(value_enum)]
    what: What,
    /// The format.
    #[arg(long, value_enum, default_value_t = Format::Csv)]
    format: Format,
    /// The file to write; without it, standard output.
    #[arg(long)]
    output: Option<PathBuf>,
    /// The products table.
    #[arg(long, env = "PRODUCTS_TABLE", required_if_eq("what", "products"))]
    products_table: Option<String>,
    /// The stock table.
    #[arg(long, env = "STOCK_TABLE", required_if_eq("what", "stock"))]
    stock_table: Option<String>,
    /// The orders table.
    #[arg(long, env = "ORDERS_TABLE", required_if_eq_any([("what", "orders"), ("what", "refunds"), ("what", "to-ship")]))]
    orders_table: Option<String>,
    /// The accounts table.
    #[arg(long, env = "ACCOUNTS_TABLE", required_if_eq("what", "customers"))]
    accounts_table: Option<String>,
}

impl Export {
    pub(crate) async fn run(&self) -> Result<ExitCode, Failure> {
        let tables = [
            ("PRODUCTS_TABLE", &self.products_table),
            ("STOCK_TABLE", &self.stock_table),
            ("ORDERS_TABLE", &self.orders_table),
            ("ACCOUNTS_TABLE", &self.accounts_table),
        ];
        let named: Vec<(&str, &str)> =
            tables.iter().filter_map(|(name, table)| Some((*name, table.as_deref()?))).collect();
        let context = context::context(&named).await?;
        let Format::Csv = self.format;
        let mut table = Table::open(self.output.clone(), self.header())?;
        if let Err(error) = self.fill(&context, &mut table).await {
            table.abandon();
            return Err(error);
        }
        let written = table.finish()?;
        eprintln!("{} lines written", written.lines);
        Ok(if written.unreadable == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }

    const fn header(&self) -> &'static [&'static str] {
        match self.what {
            What::Products => &products::COLUMNS,
            What::Stock => &rows::STOCK,
            What::Orders => &rows::ORDERS,
            What::Refunds => &rows::REFUNDS,
            What::ToShip => &rows::TO_SHIP,
            What::Customers => &rows::CUSTOMERS,
        }
    }

    async fn fill(&self, context: &AppContext, table: &mut Table) -> Result<(), Failure> {
        match self.what {
            What::Products => ProductsTable::new(context)?.each(|product| table.add(product, products::rows)).await?,
            What::Orders => OrdersTable::new(context)?.each(|order| table.add(order, rows::order)).await?,
            What::Refunds => OrdersTable::new(context)?.each(|order| table.add(order, rows::refunds)).await?,
            What::ToShip => OrdersTable::new(context)?.each(|order| table.add(order, rows::to_ship)).await?,
            What::Customers => {
                AccountsTable::new(context)?
                    .each(|account| table.add(account, |account| vec![rows::customer(account)]))
                    .await?;
            }
            What::Stock => {
                let totals = StockTable::new(context)?.totals(|reason| table.complain(reason)).await?;
                for (sku, total) in &totals {
                    table.add(Ok((sku, total)), |(sku, total)| vec![rows::stock(sku, total)]);
                }
            }
        }
        Ok(())
    }
}
