//! Shopify's product export: a line for each variant and each further image, all lines of a product under one handle.
//!
//! Source: <https://help.shopify.com/en/manual/products/import-export/using-csv>, read in November 2026. Both sets of column
//! names are known: that of exports until 2024 (`Handle`, `Variant Price`) and the later one (`URL handle`, `Price`).

use std::iter::Peekable;

use super::{
    Terms,
    assembly::{Assembly, ForeignVariant},
    money::grams,
    sheet::{Cells, Sheet},
};
use crate::import::{
    notes::Note,
    product::{Found, Seen},
};

const HANDLE: [&str; 2] = ["url handle", "handle"];
const TITLE: [&str; 1] = ["title"];
const PRICE: [&str; 2] = ["variant price", "price"];
const SKU: [&str; 2] = ["variant sku", "sku"];
const IMAGES: [&str; 3] = ["image src", "product image url", "image url"];
const VARIANT_IMAGES: [&str; 2] = ["variant image", "variant image url"];
const OPTIONS: [(&str, &str); 3] =
    [("option1 name", "option1 value"), ("option2 name", "option2 value"), ("option3 name", "option3 value")];

/// The products of the file, one after the other.
pub(super) struct Shopify {
    rows: Peekable<Sheet>,
    terms: Terms,
    seen: Seen,
}

impl Shopify {
    pub(super) fn new(sheet: Sheet, terms: Terms) -> Result<Self, String> {
        sheet.needs(&[&TITLE, &PRICE])?;
        Ok(Self { rows: sheet.peekable(), terms, seen: Seen::default() })
    }

    fn product(&mut self, rows: &[Cells]) -> Option<Found> {
        let (first, last) = (rows.first()?, rows.last()?);
        let (handle, title) = (first.get(&HANDLE), first.get(&TITLE));
        let id = if handle.is_empty() { title.to_lowercase() } else { handle.to_owned() };
        let mut product = Assembly::new(&self.terms, first.number, &id);
        product.name(title);
        product.description(first.get(&["body (html)", "description"]));
        let [category, kind] = [first.get(&["product category"]), first.get(&["type"])];
        product.category(if category.is_empty() { kind } else { category });
        product.state(state(first).as_deref());
        product.attribute("Vendor", first.get(&["vendor"]));
        if first.get(&["gift card"]).eq_ignore_ascii_case("true") {
            product.complain(first.number, "a gift card is money, and no product here");
        }
        let variants: Vec<&Cells> = rows.iter().filter(|row| is_variant(row)).collect();
        let options = options(first, &variants);
        product.options(&options);
        for row in rows {
            if let Some(reason) = &row.broken {
                product.complain(row.number, reason.as_str());
            }
            let images = [row.get(&IMAGES), row.get(&VARIANT_IMAGES)];
            product.images(row.number, images.iter().filter(|image| !image.is_empty()).count());
            if !is_variant(row) {
                product.note(Note::NoVariant, row.number);
            }
        }
        for row in variants.iter().filter(|row| row.broken.is_none()) {
            product.variant(&variant(row, options.len()));
        }
        let rows = u64::try_from(rows.len()).unwrap_or_default();
        Some(product.found(rows, last.ends_at, &mut self.seen))
    }
}

impl Iterator for Shopify {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        let first = self.rows.next()?;
        let handle = first.get(&HANDLE).to_owned();
        let mut rows = vec![first];
        let is_same = |next: &Cells| match next.get(&HANDLE) {
            "" => next.get(&TITLE).is_empty(),
            other => other == handle,
        };
        while let Some(next) = self.rows.next_if(is_same) {
            rows.push(next);
        }
        self.product(&rows)
    }
}

/// Whether a line says something about a variant, and not only about an image.
fn is_variant(row: &Cells) -> bool {
    [row.get(&PRICE), row.get(&SKU), row.get(&[OPTIONS[0].1])].iter().any(|text| !text.is_empty())
}

/// A product without a choice has an option all the same, which is called `Title`.
fn options(first: &Cells, variants: &[&Cells]) -> Vec<String> {
    let names: Vec<String> = OPTIONS
        .iter()
        .map(|(name, _)| first.get(&[*name]))
        .take_while(|name| !name.is_empty())
        .map(str::to_owned)
        .collect();
    let is_none = names.len() == 1 && names[0].eq_ignore_ascii_case("title") && variants.len() == 1;
    if is_none { Vec::new() } else { names }
}

fn variant(row: &Cells, options: usize) -> ForeignVariant<'_> {
    ForeignVariant {
        line: row.number,
        sku: row.get(&SKU),
        values: OPTIONS.iter().take(options).map(|(_, value)| row.get(&[*value]).to_owned()).collect(),
        price: row.get(&PRICE),
        compare_at: row.get(&["variant compare at price", "compare-at price"]),
        grams: grams(row.get(&["variant grams", "weight value (grams)"]), "g"),
        stock: row.get(&["variant inventory qty", "inventory quantity"]),
    }
}

/// A product that is active and not in the online shop is a draft here, and so is one that is not listed.
fn state(first: &Cells) -> Option<String> {
    let status = first.get(&["status"]).to_lowercase();
    let is_hidden = first.get(&["published", "published on online store"]).eq_ignore_ascii_case("false");
    match (status.as_str(), is_hidden) {
        ("" | "active", true) | ("unlisted", _) => Some("draft".to_owned()),
        ("", false) => None,
        _ => Some(status),
    }
}

#[cfg(test)]
mod tests {
    use domain::{catalogue::ProductDetails, kernel::Currency};

    use super::*;
    use crate::import::product::Complaint;

    fn terms() -> Terms {
        Terms { currency: Currency::parse("EUR").expect("a currency"), category: "Other".to_owned() }
    }

    fn found(file: &'static str) -> Vec<Found> {
        Shopify::new(Sheet::open(file.as_bytes()).expect("a sheet"), terms()).expect("an export").collect()
    }

    fn details(found: &Found) -> ProductDetails {
        found.product.as_ref().expect("a product").change.applied_to(None).expect("a product")
    }

    fn complaints(found: &Found) -> &[Complaint] {
        found.product.as_ref().expect_err("refused")
    }

    fn notes(found: &Found) -> Vec<(Note, u64, &str)> {
        found.notes.iter().map(|noted| (noted.note, noted.line, noted.detail.as_str())).collect()
    }

    const SHIRT: &str = "Handle,Title,Body (HTML),Vendor,Product Category,Type,Tags,Published,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Variant SKU,Variant Grams,Variant Inventory Qty,Variant Price,Variant Compare At Price,Image Src,Gift Card,Status\n\
        linen-shirt,Linen shirt,\"<p>Soft, <b>cool</b>.</p><ul><li>washable</li></ul>\",Mill,Apparel > Shirts,Shirt,\"summer, linen\",TRUE,Size,M,Colour,Red,LS/M,180.0,4,39.90,49.90,https://example.com/1.jpg,FALSE,active\n\
        linen-shirt,,,,,,,,,L,,Red,,180,-2,39.9,39.90,,,\n\
        linen-shirt,,,,,,,,,,,,,,,,,https://example.com/2.jpg,,\n\
        mug,Mug,,,,,,,Title,Default Title,,,,,,8,,,,archived\n";

    #[test]
    fn a_category_of_the_taxonomy_is_a_path_and_ends_at_its_fourth_name() {
        let found = found(
            "Handle,Title,Product Category,Variant Price\n\
            tee,Tee,Apparel & Accessories > Clothing > Clothing Tops > T-Shirts > Long,8\n\
            mug,Mug,Home & Garden>Kitchen,8\n",
        );
        let categories = [0, 1].map(|at| details(&found[at]).category.as_str().to_owned());
        assert_eq!(
            categories,
            ["Apparel & Accessories > Clothing > Clothing Tops > T-Shirts", "Home & Garden > Kitchen"]
        );
        let is_deep =
            |found: &Found| notes(found).iter().any(|(note, line, _)| (*note, *line) == (Note::DeepCategory, 2));
        assert_eq!([0, 1].map(|at| is_deep(&found[at])), [true, false]);
    }

    #[test]
    fn an_export_is_read_with_its_variants_and_images_are_told() {
        let found = found(SHIRT);
        let shirt = details(&found[0]);
        assert_eq!((found.len(), found[0].rows, found[0].number, found[1].number), (2, 3, 2, 5));
        assert_eq!(
            (shirt.name.as_str(), shirt.category.as_str(), shirt.state.as_str()),
            ("Linen shirt", "Apparel > Shirts", "active")
        );
        assert_eq!(shirt.description.as_str(), "Soft, cool.\n- washable");
        assert_eq!(shirt.attributes.get("Vendor").map(String::as_str), Some("Mill"));
        let variants: Vec<_> = shirt
            .variants
            .iter()
            .map(|variant| (variant.sku.as_str(), variant.title(), variant.weight_grams))
            .collect();
        let (medium, large) = (Some("M / Red".to_owned()), Some("L / Red".to_owned()));
        assert_eq!(variants, [("LS-M", medium, Some(180)), ("linen-shirt-l-red", large, Some(180))]);
        let prices: Vec<_> = shirt
            .variants
            .iter()
            .flat_map(|variant| variant.prices.iter())
            .map(|price| (price.price.amount_minor, price.compare_at.map(|before| before.amount_minor)))
            .collect();
        assert_eq!(prices, [(3_990, Some(4_990)), (3_990, None)]);
        let openings: Vec<_> = found[0]
            .product
            .as_ref()
            .expect("a product")
            .openings
            .iter()
            .map(|(sku, stock)| (sku.as_str(), stock.units()))
            .collect();
        assert_eq!(openings, [("LS-M", 4)]);
        let told = [
            (Note::Image, 2, ""),
            (Note::Image, 4, ""),
            (Note::NoVariant, 4, ""),
            (Note::SkuMapped, 2, "\"LS/M\" is now LS-M"),
            (Note::CompareAt, 3, ""),
            (Note::SkuMade, 3, "linen-shirt-l-red"),
            (Note::NegativeStock, 3, ""),
        ];
        assert_eq!(notes(&found[0]), told);
        let mug = details(&found[1]);
        assert_eq!(
            (mug.category.as_str(), mug.state.as_str(), mug.options.len(), mug.variants[0].sku.as_str()),
            ("Other", "archived", 0, "mug")
        );
    }

    #[test]
    fn the_later_names_of_the_columns_are_known_in_any_order() {
        let found = found(
            "Price,Title,URL handle,Published on online store,Description,SKU,Inventory quantity,Weight value (grams),Compare-at price,Option1 name,Option1 value,Product image URL,Status\n\
            8.50,Tasse,Tässe à thé,false,Plain,T 1,3,250,,Title,Default Title,https://example.com/x.png,Active\n",
        );
        let cup = details(&found[0]);
        let sku = cup.variants[0].sku.as_str();
        assert_eq!(
            (found[0].product.as_ref().expect("a product").change.id().as_str(), sku, cup.state.as_str()),
            ("Tasse-a-the", "T-1", "draft")
        );
        assert!(notes(&found[0]).contains(&(Note::IdMapped, 2, "\"Tässe à thé\" is now Tasse-a-the")));
    }

    #[test]
    fn one_bad_variant_refuses_its_product_and_not_the_next() {
        let found = found(
            "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price,Gift Card\n\
            a,A,Size,S,A1,1.005,\na,,,M,A2,0,\na,,,L,A3,3,\nb,B,Size,S,B1,1,\nb,,,M,B1,1,\nc,C,Title,Default Title,,1,true\n\
            d,D,Title,Default Title,D1,1,\n\
            d2,D,Title,Default Title\nd2,,,,D2,1,\na,A,Title,Default Title,,1,\na,A\n",
        );
        let refused: Vec<Vec<(u64, &str)>> = found
            .iter()
            .filter(|found| found.product.is_err())
            .map(|found| {
                complaints(found).iter().map(|complaint| (complaint.line, complaint.reason.as_str())).collect()
            })
            .collect();
        assert_eq!(
            refused,
            [
                vec![
                    (2, "the price \"1.005\" has more decimals than EUR"),
                    (3, "the price is 0: nothing is given away here")
                ],
                vec![(6, "the SKU B1 is a variant of the same product on line 5")],
                vec![(7, "a gift card is money, and no product here")],
                vec![(9, "4 columns, not 7")],
                vec![(12, "2 columns, not 7")],
            ]
        );
        assert_eq!(found.iter().filter(|found| found.product.is_ok()).count(), 1);
    }

    #[test]
    fn another_file_is_refused() {
        let refused = Shopify::new(Sheet::open(&b"id,name\n"[..]).expect("a sheet"), terms()).err();
        assert_eq!(refused.as_deref(), Some("the first line names no column \"title\""));
    }
}
