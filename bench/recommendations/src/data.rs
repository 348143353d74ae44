//! What `local/baskets.py` wrote, by numbers.

use std::{collections::HashMap, fs, path::Path};

use crate::error::BenchError;

/// Who bought what, in the order of time.
#[derive(Debug)]
pub(crate) struct Sales {
    pub(crate) products: Vec<String>,
    pub(crate) households: usize,
    pub(crate) baskets: Vec<Basket>,
}

/// A basket: each product once.
#[derive(Clone, Debug)]
pub(crate) struct Basket {
    pub(crate) household: u32,
    pub(crate) items: Vec<u32>,
}

impl Sales {
    pub(crate) fn read(file: &Path) -> Result<Self, BenchError> {
        let text = fs::read_to_string(file).map_err(|error| BenchError::at(file.display(), error))?;
        let (mut products, mut households) = (Numbers::default(), Numbers::default());
        let (mut baskets, mut current): (Vec<Basket>, _) = (Vec::new(), "");
        for line in text.lines().skip(1) {
            let fields: Vec<&str> = line.split(',').collect();
            let [basket, household, product, ..] = fields[..] else { continue };
            if basket != current {
                current = basket;
                baskets.push(Basket { household: households.number(household), items: Vec::new() });
            }
            let item = products.number(product);
            if let Some(basket) = baskets.last_mut().filter(|basket| !basket.items.contains(&item)) {
                basket.items.push(item);
            }
        }
        Ok(Self { products: products.names, households: households.names.len(), baskets })
    }

    /// Without the products that fewer baskets have.
    pub(crate) fn of_at_least(&self, baskets: u32) -> Self {
        let counts = Self::counts(self.products.len(), &self.baskets);
        let kept = |basket: &Basket| {
            let items = basket.items.iter().copied().filter(|item| counts[*item as usize] >= baskets).collect();
            Basket { household: basket.household, items }
        };
        let baskets = self.baskets.iter().map(kept).collect();
        Self { products: self.products.clone(), households: self.households, baskets }
    }

    /// How many baskets have each product.
    pub(crate) fn counts(products: usize, baskets: &[Basket]) -> Vec<u32> {
        let mut counts = vec![0; products];
        baskets.iter().flat_map(|basket| &basket.items).for_each(|item| counts[*item as usize] += 1);
        counts
    }
}

#[derive(Debug, Default)]
struct Numbers {
    names: Vec<String>,
    known: HashMap<String, u32>,
}

impl Numbers {
    fn number(&mut self, name: &str) -> u32 {
        if let Some(number) = self.known.get(name) {
            return *number;
        }
        let number = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        self.names.push(name.to_owned());
        self.known.insert(name.to_owned(), number);
        number
    }
}
