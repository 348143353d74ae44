//! Prints what is wrong with each design, and the shortest way there: `cargo run -p model --example designs`.

#![expect(clippy::print_stdout, reason = "this is what it is for")]

use model::{Design, Shop};

fn main() {
    let shop = |design| Shop { design, stock: 1, orders: 1, at_once: 2, refunds: true, dashboard: true };
    let found: Vec<_> = Design::WRONG.map(|design| (design, shop(design).counterexample())).into();
    println!("| design | states seen | what is wrong | steps |");
    println!("|---|---|---|---|");
    for design in [Design::AsBuilt, Design::NoExpiry] {
        let (states, restless) = shop(design).restless();
        let wrong = if restless.is_some() { "goes round in circles for ever" } else { "nothing" };
        println!("| {design:?} | {states} | {wrong} | |");
    }
    for (design, found) in found.iter().filter_map(|(design, found)| Some((design, found.as_ref()?))) {
        println!("| {design:?} | {} | {} | {} |", found.states, found.property, found.steps.len());
    }
    for (design, found) in found.iter().filter_map(|(design, found)| Some((design, found.as_ref()?))) {
        println!("\n{design:?}: not \"{}\"", found.property);
        for step in &found.steps {
            println!("    {step:?}");
        }
    }
}
