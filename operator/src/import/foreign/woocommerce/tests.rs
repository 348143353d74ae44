use domain::{catalogue::ProductDetails, kernel::Currency};

use super::*;

fn found(file: &'static str) -> Vec<Found> {
    let terms = Terms { currency: Currency::parse("USD").expect("a currency"), category: "Other".to_owned() };
    products(Sheet::open(file.as_bytes()).expect("a sheet"), &terms).expect("an export").collect()
}

fn details(found: &Found) -> ProductDetails {
    found.product.as_ref().expect("a product").change.applied_to(None).expect("a product")
}

fn reason(found: &Found) -> (u64, &str) {
    let complaint = &found.product.as_ref().expect_err("refused")[0];
    (complaint.line, &complaint.reason)
}

fn notes(found: &Found, note: Note) -> usize {
    found.notes.iter().filter(|noted| noted.note == note).count()
}

/// Of each variant: SKU, title, price, price to compare with.
fn variants(details: &ProductDetails) -> Vec<(&str, Option<String>, u64, Option<u64>)> {
    let prices = details.variants.iter().map(|variant| (variant, variant.prices.iter().next().expect("a price")));
    let row = prices.map(|(variant, price)| {
        let before = price.compare_at.map(|before| before.amount_minor);
        (variant.sku.as_str(), variant.title(), price.price.amount_minor, before)
    });
    row.collect()
}

#[test]
fn a_sale_price_is_the_price_and_the_regular_one_is_compared_with() {
    let found = found(
        "ID,Type,SKU,Name,Published,Short description,Description,Tax class,In stock?,Stock,Weight (lbs),Sale price,Regular price,Categories,Images,Attribute 1 name,Attribute 1 value(s)\n\
        7,\"simple, downloadable\",CAP-1,Cap,1,\"Short, <em>soft</em>\",One\\nTwo,reduced-rate,1,5,.5,16,18,\"Clothing, Clothing > Caps, Sale\",\"https://example.com/1.jpg, https://example.com/2.jpg\",Colour,\"Red, Dark\\, green\"\n\
        8,simple,,Belt,-1,,Plain,,0,,,,55,,,,\n",
    );
    let cap = details(&found[0]);
    assert_eq!(variants(&cap), [("CAP-1", None, 1_600, Some(1_800))]);
    assert_eq!(
        (cap.category.as_str(), cap.tax_class.as_str(), cap.state.as_str()),
        ("Clothing > Caps", "reduced-rate", "active")
    );
    assert_eq!((cap.description.as_str(), cap.variants[0].weight_grams), ("Short, soft\n\nOne Two", Some(227)));
    assert_eq!(cap.attributes.get("Colour").map(String::as_str), Some("Red, Dark, green"));
    let counted = [Note::Image, Note::OtherCategories, Note::Download].map(|note| notes(&found[0], note));
    assert_eq!(counted, [2, 1, 1]);
    let belt = details(&found[1]);
    assert_eq!((variants(&belt), belt.state.as_str()), (vec![("wc-8", None, 5_500, None)], "draft"));
    let stock: Vec<u64> =
        found[1].product.as_ref().expect("a product").openings.values().map(|stock| stock.units()).collect();
    assert_eq!(stock, [0]);
}

const HOODIE: &str = "ID,Type,SKU,Name,Published,Description,Stock,Sale price,Regular price,Parent,Date sale price ends,Attribute 1 name,Attribute 1 value(s),Attribute 2 name,Attribute 2 value(s),Attribute 3 name,Attribute 3 value(s)\n\
    81,variation,H-BLUE,Hoodie - Blue,1,,3,,45,HOOD,,Colour,Blue,Size,M,,\n\
    45,variable,HOOD,Hoodie,1,Warm,,,,,,Fabric,Wool,Colour,\"Blue, Red\",Size,\"M, L\"\n\
    82,variation,H-RED,Hoodie - Red,1,,9,42,45,id:45,,Colour,Red,Size,,,\n\
    83,variation,,Hoodie - Blue L,1,,parent,40,45,HOOD,2026-12-31,Colour,Blue,Size,L,,\n";

#[test]
fn variations_find_their_parent_and_an_open_option_stands_for_each_value() {
    let found = found(HOODIE);
    let hoodie = details(&found[0]);
    assert_eq!((found.len(), found[0].number, found[0].rows), (1, 3, 4));
    let title = |title: &str| Some(title.to_owned());
    let expected = [
        ("H-RED-M", title("Red / M"), 4_200, Some(4_500)),
        ("H-RED-L", title("Red / L"), 4_200, Some(4_500)),
        ("H-BLUE", title("Blue / M"), 4_500, None),
        ("HOOD-blue-l", title("Blue / L"), 4_500, None),
    ];
    assert_eq!(variants(&hoodie), expected);
    let names: Vec<&str> = hoodie.options.iter().map(domain::kernel::Text::as_str).collect();
    assert_eq!((names, hoodie.attributes.get("Fabric").map(String::as_str)), (vec!["Colour", "Size"], Some("Wool")));
    let openings = &found[0].product.as_ref().expect("a product").openings;
    let openings: Vec<_> = openings.iter().map(|(sku, stock)| (sku.as_str(), stock.units())).collect();
    assert_eq!(openings, [("H-BLUE", 3)]);
    assert_eq!([Note::SharedStock, Note::DatedSale].map(|note| notes(&found[0], note)), [3, 1]);
}

#[test]
fn what_has_no_place_is_refused_by_its_line() {
    let found = found(
        "ID,Type,SKU,Name,Regular price,Parent,Attribute 1 name,Attribute 1 value(s)\n\
        1,grouped,G,Set,,,,\n2,external,E,Elsewhere,5,,,\n3,variable,V,Empty,,,Size,\"S, M\"\n4,variation,V1,Lost,5,id:99,Size,S\n\
        5,variable,W,Two,,,Size,\"S, M\"\n6,variation,W1,Two - S,x,W,Size,S\n7,variation,W2,Two - M,5,W,Size,M\n8,simple,S,Fine,5,,,\n9,simple\n",
    );
    let refused: Vec<(u64, &str)> = found.iter().filter(|found| found.product.is_err()).map(reason).collect();
    assert_eq!(
        refused,
        [
            (2, "a product of the type \"grouped\" has no place here"),
            (3, "a product of the type \"external\" has no place here"),
            (4, "it has no variations"),
            (7, "the price \"x\" is not an amount such as 1299.50"),
            (10, "2 columns, not 8"),
            (5, "its parent \"id:99\" is not in the file"),
        ]
    );
    assert_eq!(found.iter().filter(|found| found.product.is_ok()).count(), 1);
    assert_eq!(found.iter().map(|found| found.rows).sum::<u64>(), 9);
    let german = Sheet::open(&b"ID,Typ,Name\n"[..]).expect("a sheet");
    let terms = Terms { currency: Currency::parse("USD").expect("a currency"), category: "Other".to_owned() };
    assert_eq!(
        products(german, &terms).err().as_deref(),
        Some("the first line names no column \"type\"; the export has to be in English")
    );
}

#[test]
fn a_product_is_put_into_the_deepest_of_its_categories_and_those_above_it_are_no_others() {
    let found = found(
        "ID,Type,SKU,Name,Published,Regular price,Categories\n\
        1,simple,A,Cap,1,5,\"Hats, Hats > Caps > Wool\"\n\
        2,simple,B,Hat,1,5,\"Sale, Hats>Felt, Sale > Old\"\n",
    );
    let categories = [0, 1].map(|at| details(&found[at]).category.as_str().to_owned());
    assert_eq!(categories, ["Hats > Caps > Wool", "Hats > Felt"]);
    assert_eq!([0, 1].map(|at| notes(&found[at], Note::OtherCategories)), [0, 1]);
}
