//! `backroom categories rebuild`: where products are listed and how many each category has, made again from the products.

use std::process::ExitCode;

use aws::{ProductsTable, Recount};
use clap::Args;

use crate::{Failure, context};

const EXAMPLES: &str = "\
Examples:
  PRODUCTS_TABLE=backroom-dev-products AWS_REGION=eu-west-1 backroom categories rebuild
  backroom categories rebuild --products-table backroom-dev-products";

/// Lists every product under each name of its category, and counts the products of each category again.
///
/// It reads the whole products table, once if nothing changes meanwhile, and writes what is wrong. The shop stays open. It may be
/// stopped and repeated. Call it once after the deployment that brought the tree of categories, and after a restored products table.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Rebuild {
    /// The products table.
    #[arg(long, env = "PRODUCTS_TABLE")]
    products_table: String,
}

impl Rebuild {
    pub(crate) async fn run(&self) -> Result<ExitCode, Failure> {
        let context = context::context(&[("PRODUCTS_TABLE", self.products_table.as_str())]).await?;
        let recount = ProductsTable::new(&context)?.recount().await?;
        for product in &recount.unreadable {
            eprintln!("{product}");
        }
        print!("{}", summary(&recount));
        let is_done = recount.unreadable.is_empty() && recount.moving == 0;
        Ok(if is_done { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

fn summary(Recount { products, relisted, corrected, moving, unreadable }: &Recount) -> String {
    let moving = match moving {
        0 => String::new(),
        number => format!(", {number} changed all the time: repeat this when fewer products change"),
    };
    let damaged = match unreadable.len() {
        0 => String::new(),
        number => format!(", {number} cannot be read: correct those rows by hand, or restore them"),
    };
    format!("{products} products read, {relisted} listed anew, {corrected} counts corrected{moving}{damaged}.\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_outcome_is_told_in_one_line() {
        let done = Recount { products: 12, relisted: 1, corrected: 3, ..Recount::default() };
        assert_eq!(summary(&done), "12 products read, 1 listed anew, 3 counts corrected.\n");
        let words = summary(&Recount { moving: 2, unreadable: vec![String::new()], ..done });
        assert!(words.contains("2 changed all the time") && words.contains("1 cannot be read"), "{words}");
    }
}
