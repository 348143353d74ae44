//! Vendure's product file: a line with a name begins a product, and lines without one are its further variants.
//!
//! Source: <https://docs.vendure.io/current/core/developer-guide/importing-data>, read in November 2026.

use std::iter::Peekable;

use super::{
    Terms,
    assembly::{Assembly, ForeignVariant},
    sheet::{Cells, Sheet},
};
use crate::import::product::{Found, Seen};

/// The facet whose values are a product's categories.
const CATEGORY: &str = "category";
/// Between two parts of a list.
const SEPARATOR: char = '|';

/// The products of the file, one after the other.
pub(super) struct Vendure {
    rows: Peekable<Sheet>,
    terms: Terms,
    seen: Seen,
}

impl Vendure {
    pub(super) fn new(sheet: Sheet, terms: Terms) -> Result<Self, String> {
        let has = |name: &str| sheet.names().any(|column| column.split(':').next() == Some(name));
        match ["name", "sku", "price"].iter().find(|name| !has(name)) {
            Some(missing) => Err(format!("the first line names no column {missing:?}")),
            None => Ok(Self { rows: sheet.peekable(), terms, seen: Seen::default() }),
        }
    }

    fn product(&mut self, rows: &[Cells]) -> Option<Found> {
        let (first, last) = (rows.first()?, rows.last()?);
        let (name, slug) = (first.translated("name"), first.translated("slug"));
        let id = if slug.is_empty() { name.to_lowercase() } else { slug.to_owned() };
        let mut product = Assembly::new(&self.terms, first.number, &id);
        product.name(name);
        product.description(first.translated("description"));
        let facets: Vec<(&str, &str)> =
            parts(first.translated("facets")).filter_map(|facet| facet.split_once(':')).collect();
        let values = |wanted: &str| -> Vec<&str> {
            facets
                .iter()
                .filter(|(facet, _)| facet.eq_ignore_ascii_case(wanted))
                .map(|(_, value)| value.trim())
                .collect()
        };
        product.category(&values(CATEGORY).join(" > "));
        for (facet, _) in facets.iter().filter(|(facet, _)| !facet.eq_ignore_ascii_case(CATEGORY)) {
            product.attribute(facet.trim(), &values(facet).join(", "));
        }
        product.tax_class(first.get(&["taxcategory"]));
        // Groups may have a code after their name.
        let options = parts(first.translated("optiongroups")).map(|group| group.split(':').next().unwrap_or(group));
        let options: Vec<String> = options.map(|name| name.trim().to_owned()).collect();
        product.options(&options);
        for row in rows {
            let images = parts(row.get(&["assets"])).chain(parts(row.get(&["variantassets"]))).count();
            product.images(row.number, images);
            match &row.broken {
                Some(reason) => product.complain(row.number, reason.as_str()),
                None => product.variant(&variant(row)),
            }
        }
        let rows = u64::try_from(rows.len()).unwrap_or_default();
        Some(product.found(rows, last.ends_at, &mut self.seen))
    }
}

impl Iterator for Vendure {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        let mut rows = vec![self.rows.next()?];
        while let Some(next) = self.rows.next_if(|next| next.translated("name").is_empty()) {
            rows.push(next);
        }
        self.product(&rows)
    }
}

fn variant(row: &Cells) -> ForeignVariant<'_> {
    ForeignVariant {
        line: row.number,
        sku: row.get(&["sku"]),
        values: parts(row.translated("optionvalues")).map(str::to_owned).collect(),
        price: row.get(&["price"]),
        stock: row.get(&["stockonhand"]),
        ..ForeignVariant::default()
    }
}

/// The parts of a list that are not empty.
fn parts(list: &str) -> impl Iterator<Item = &str> {
    list.split(SEPARATOR).map(str::trim).filter(|part| !part.is_empty())
}

#[cfg(test)]
mod tests {
    use domain::kernel::Currency;

    use super::*;
    use crate::import::notes::Note;

    fn found(file: &'static str) -> Vec<Found> {
        let terms = Terms { currency: Currency::parse("USD").expect("a currency"), category: "Other".to_owned() };
        Vendure::new(Sheet::open(file.as_bytes()).expect("a sheet"), terms).expect("a file").collect()
    }

    #[test]
    fn lines_without_a_name_are_variants_and_blanks_around_fields_say_nothing() {
        let found = found(
            "name , slug , description , assets , facets , optionGroups , optionValues , sku , price , taxCategory , stockOnHand , trackInventory , variantAssets , variantFacets\n\
            Kettle , kettle , \"Boils, fast\" , a.jpg|b.jpg , category:Kitchen|category:Kettles|brand:Acme|brand:Bolt , \"volume|colour:col\" , \"1 l|Steel\" , K-1 , 49.90 , Reduced , 12 , true , c.jpg ,\n\
            , , , , , , 2 l|Steel , K-2 , 59 , standard , -3 , true , ,\n\
            Lid , , , , , , , , 5 , , , , ,\n",
        );
        let row = found[0].product.as_ref().expect("a product");
        let kettle = row.change.applied_to(None).expect("a product");
        assert_eq!(
            (kettle.description.as_str(), kettle.category.as_str(), kettle.tax_class.as_str()),
            ("Boils, fast", "Kitchen > Kettles", "reduced")
        );
        let options: Vec<&str> = kettle.options.iter().map(domain::kernel::Text::as_str).collect();
        assert_eq!(
            (options, kettle.attributes.get("brand").map(String::as_str)),
            (vec!["volume", "colour"], Some("Acme, Bolt"))
        );
        let titles: Vec<_> = kettle.variants.iter().map(|variant| variant.title().expect("values")).collect();
        assert_eq!(titles, ["1 l / Steel", "2 l / Steel"]);
        assert_eq!(row.openings.values().map(|stock| stock.units()).collect::<Vec<_>>(), [12]);
        assert_eq!(found[0].notes.iter().filter(|noted| noted.note == Note::Image).count(), 3);
        let lid = found[1].product.as_ref().expect("a product");
        assert_eq!(
            (lid.change.id().as_str(), lid.change.variants()[0].sku.as_str(), lid.openings.len()),
            ("lid", "lid", 0)
        );
    }

    #[test]
    fn the_first_language_is_taken() {
        let found = found(
            "name:en,name:de,slug,description:en,optionGroups,optionValues:en,optionValues:de,sku,price\n\
            Paper,Papier,,White,size,Half,Halb,P1,3\n,,,,,Full,Ganz,P2,4\n",
        );
        let paper = found[0].product.as_ref().expect("a product").change.applied_to(None).expect("a product");
        assert_eq!((paper.name.as_str(), paper.description.as_str()), ("Paper", "White"));
        assert_eq!(paper.variants[1].title().as_deref(), Some("Full"));
    }

    #[test]
    fn a_line_that_cannot_be_read_refuses_the_product_before_it() {
        let found =
            found("name,slug,sku,price,optionGroups,optionValues\nA,a,A1,1,size,S\n,,A2\nB,b,B1,1,,\nC,c,C1,1,size,\n");
        let reasons: Vec<_> = found
            .iter()
            .map(|found| found.product.as_ref().map(|_| ()).map_err(|complaints| complaints[0].reason.clone()))
            .collect();
        assert_eq!(
            reasons,
            [
                Err("3 columns, not 6".to_owned()),
                Ok(()),
                Err("options must have one value for each of the 1 options".to_owned())
            ]
        );
    }
}
