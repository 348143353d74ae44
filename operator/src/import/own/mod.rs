//! The shop's own catalogue file: its header, its lines, and the rules for them.

mod columns;

use std::io::Read;

use domain::catalogue::{MAX_VARIANTS, ProductDraft};

use super::{
    product::{Complaint, Draft, Found, Place, Seen},
    records::{Record, Records},
};
use columns::{Columns, options, variant};
#[cfg(test)]
pub(crate) use columns::{OPTIONAL, REQUIRED};

/// What is the same for all variants of a product: said on its first line, and not contradicted on the others.
const OF_PRODUCT: [&str; 9] =
    ["name", "description", "category", "state", "slug", "tax_class", "option_1", "option_2", "option_3"];

/// A catalogue file, read line by line. It remembers 16 bytes of each product's number, to find one that comes twice.
pub(super) struct CatalogueFile<R> {
    records: Records<R>,
    columns: Columns,
    seen: Seen,
    ahead: Option<Entry>,
    /// A line just before the next product that nobody can read: it may be a variant of it.
    doubtful: Option<u64>,
}

/// A record of the file.
struct Entry {
    number: u64,
    ends_at: u64,
    /// The product that it is about, as far as that can be told.
    id: Option<String>,
    fields: Result<Vec<String>, String>,
}

/// The records about one product, one after the other.
struct Group {
    id: String,
    entries: Vec<Entry>,
    rows: u64,
    ends_at: u64,
}

impl<R: Read> CatalogueFile<R> {
    /// Reads the header; refuses one that has other columns.
    pub(super) fn open(source: R) -> Result<Self, String> {
        let mut records = Records::new(source);
        let header = records.next(None::<&Columns>).ok_or("the file is empty")?;
        let header = header.fields.map_err(|reason| format!("the first line cannot be read: {reason}"))?;
        let columns = Columns::parse(&header)?;
        Ok(Self { records, columns, seen: Seen::default(), ahead: None, doubtful: None })
    }

    fn entry(&mut self) -> Option<Entry> {
        if let Some(entry) = self.ahead.take() {
            return Some(entry);
        }
        let Record { number, ends_at, fields, beginning } = self.records.next(Some(&self.columns))?;
        let count = self.columns.count;
        let (id, fields) = match fields {
            Ok(fields) if fields.len() == count => (Some(self.columns.cell(&fields, "id").to_owned()), Ok(fields)),
            Ok(fields) => {
                let reason = format!("{} columns, not {count}: a comma in a text needs quotes", fields.len());
                (self.columns.believed_id(&fields), Err(reason))
            }
            Err(reason) => (self.columns.believed_id(&beginning), Err(reason)),
        };
        Some(Entry { number, ends_at, id, fields })
    }

    /// The lines that follow and are about the same product, or may be.
    fn group(&mut self, first: Entry, id: String) -> Group {
        let mut group = Group { id, ends_at: first.ends_at, rows: 1, entries: vec![first] };
        while self.columns.have_variants() {
            let Some(next) = self.entry() else { break };
            if next.id.as_ref().is_some_and(|id| *id != group.id) {
                self.ahead = Some(next);
                break;
            }
            group.rows += 1;
            group.ends_at = next.ends_at;
            self.doubtful = next.id.is_none().then_some(next.number);
            // More than can be in a product are not kept.
            if group.entries.len() <= MAX_VARIANTS || next.fields.is_err() {
                group.entries.push(next);
            }
        }
        group
    }

    fn found(&mut self, group: &Group, doubtful: Option<u64>) -> Found {
        let number = group.entries.first().map_or(0, |entry| entry.number);
        let unread = |entry: &Entry| Some(Complaint::new(entry.number, entry.fields.as_ref().err()?));
        let mut complaints: Vec<Complaint> = group.entries.iter().filter_map(unread).collect();
        if let Some(line) = doubtful {
            complaints
                .push(Complaint::new(number, format!("line {line}, which cannot be read, may be a variant of it")));
        }
        let product = if complaints.is_empty() {
            group.draft(&self.columns).and_then(|draft| draft.read(&mut self.seen))
        } else {
            Err(complaints)
        };
        Found { number, ends_at: group.ends_at, rows: group.rows, product, notes: Vec::new() }
    }
}

impl<R: Read> Iterator for CatalogueFile<R> {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        let first = self.entry()?;
        let doubtful = self.doubtful.take();
        if let (None, Err(reason)) = (&first.id, &first.fields) {
            let Entry { number, ends_at, .. } = first;
            self.doubtful = self.columns.have_variants().then_some(number);
            let product = Err(vec![Complaint::new(number, reason)]);
            return Some(Found { number, ends_at, rows: 1, product, notes: Vec::new() });
        }
        let id = first.id.clone().unwrap_or_default();
        let group = self.group(first, id);
        Some(self.found(&group, doubtful))
    }
}

impl Group {
    fn draft(&self, columns: &Columns) -> Result<Draft, Vec<Complaint>> {
        let lines: Vec<(u64, &[String])> =
            self.entries.iter().filter_map(|entry| Some((entry.number, entry.fields.as_deref().ok()?))).collect();
        let Some((line, first)) = lines.first().copied() else { return Ok(Draft::default()) };
        let mut complaints = Vec::new();
        let options = options(columns, first).unwrap_or_else(|reason| {
            complaints.push(Complaint::new(line, reason));
            Vec::new()
        });
        let mut draft = Draft { id: self.id.clone(), ..Draft::default() };
        for (line, fields) in &lines {
            let other =
                OF_PRODUCT.iter().find(|name| contradicts(columns.cell(fields, name), columns.cell(first, name)));
            if let Some(name) = other {
                complaints.push(Complaint::new(*line, format!("{name} is not that of the product's first line")));
            }
            match variant(columns, fields, options.len()) {
                Ok(variant) => draft.product.variants.push(variant),
                Err(reason) => complaints.push(Complaint::new(*line, reason)),
            }
            draft.places.push(Place { line: *line, stock: columns.cell(fields, "stock").to_owned() });
        }
        let text = |name: &str| columns.cell(first, name).to_owned();
        draft.product = ProductDraft {
            name: text("name"),
            description: text("description"),
            category: text("category"),
            slug: columns.said(first, "slug"),
            tax_class: columns.said(first, "tax_class"),
            state: columns.said(first, "state").map(|state| state.to_ascii_lowercase()),
            options,
            ..draft.product
        };
        if complaints.is_empty() { Ok(draft) } else { Err(complaints) }
    }
}

/// Whether a later line of a product says something else than its first.
fn contradicts(later: &str, first: &str) -> bool {
    !later.trim().is_empty() && later != first
}

/// What a file says about each of its products, and of how many SKUs it books a stock: for the test of what is exported.
#[cfg(test)]
pub(crate) fn changes(file: &[u8]) -> Vec<Result<(domain::catalogue::ProductChange, usize), String>> {
    let found = CatalogueFile::open(file).expect("a catalogue");
    let change = |found: Found| match found.product {
        Ok(row) => Ok((row.change, row.openings.len())),
        Err(complaints) => Err(format!("{complaints:?}")),
    };
    found.map(change).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use domain::{catalogue::Imported, kernel::Sku};
    use proptest::prelude::*;

    use super::*;
    use crate::import::Outcome;

    const HEADER: &str = "id,name,description,category,price_minor,currency,stock";
    const TEA: &str = "tea,Darjeeling,\"First flush.\nLoose leaves.\",TEA,1295,USD,24\n";

    fn lines_of(file: &[u8]) -> Vec<Found> {
        CatalogueFile::open(file).expect("a catalogue").collect()
    }

    fn lines(rows: &[u8]) -> Vec<Found> {
        lines_of(&[HEADER.as_bytes(), b"\n", rows].concat())
    }

    fn complaint(rows: &[u8]) -> (u64, String) {
        let line = lines(rows).pop().expect("a line");
        let complaint = line.product.expect_err("a complaint").remove(0);
        assert_eq!(complaint.line, line.number);
        (line.number, complaint.reason)
    }

    /// The numbers of the lines that were read, and of those that were refused.
    fn sorted(lines: &[Found]) -> (Vec<u64>, Vec<u64>) {
        let (good, bad): (Vec<&Found>, Vec<&Found>) = lines.iter().partition(|line| line.product.is_ok());
        let numbers = |lines: Vec<&Found>| lines.iter().map(|line| line.number).collect();
        (numbers(good), numbers(bad))
    }

    #[test]
    fn a_good_line_is_a_product_with_its_opening_stock() {
        let lines = lines(TEA.as_bytes());
        let row = lines[0].product.as_ref().expect("a row");
        let stock: Vec<u64> = row.openings.values().map(|stock| stock.units()).collect();
        assert_eq!((lines.len(), lines[0].number, row.change.id().as_str(), stock), (1, 2, "tea", vec![24]));
        assert_eq!(row.change.applied_to(None).expect("a product").description.as_str(), "First flush.\nLoose leaves.");
    }

    #[test]
    fn bad_lines_are_told_by_number_and_reason() {
        assert_eq!(complaint(b"../tea,T,,TEA,1,USD,1").0, 2);
        assert!(complaint(b"tea,T,,TEA,0,USD,1").1.starts_with("price_minor must be a whole number from 1 to"));
        assert_eq!(complaint(b"tea,T,,TEA,1,USD,-1").1, "stock must be a whole number from 0 to 1000000");
        assert!(complaint(b"tea,T,,TEA,1,USD").1.starts_with("6 columns, not 7"));
        assert_eq!(complaint(&[TEA.as_bytes(), b"a,\xff,,TEA,1,USD,1\n"].concat()), (4, "not UTF-8".to_owned()));
        let twice = complaint(&[TEA, TEA].concat().into_bytes());
        assert_eq!(twice, (4, "tea stands on an earlier line, too".to_owned()));
    }

    #[test]
    fn an_unclosed_quote_costs_its_own_line_only() {
        let row = |n: usize| match n {
            4 => "p4,\"Tea 3,,TEA,1,USD,1\n".to_owned(),
            500 => "p500,Tea,\"strong,TEA,1,USD,1\n".to_owned(),
            700 => "p700,Tea,\"strong\nand long\",TEA,1,USD,1\n".to_owned(),
            999 => "p999,Tea,\"strong,TEA,1,USD,1\n".to_owned(),
            _ => format!("p{n},Tea,\"good, \"\"black\"\"\",TEA,1,USD,1\n"),
        };
        let rows: String = (2..=1_000).map(row).collect();
        let (good, bad) = sorted(&lines(rows.as_bytes()));
        // Line 700 has a second line, so what follows stands one line further down.
        assert_eq!((good.len(), bad), (996, vec![4, 500, 1_000]));
    }

    #[test]
    fn a_quote_that_is_not_doubled_is_refused_by_its_line() {
        for name in
            ["\"12\" plate\"", "12\" plate", "\"12\" plate", "12 plate\"", " \"plate\"", "\"plate\" ", "\"plate\"\""]
        {
            let rows = format!("a,{name},,TEA,1,USD,1\nb,Tea,,TEA,1,USD,1\n");
            let (good, bad) = sorted(&lines(rows.as_bytes()));
            assert_eq!((good, bad), (vec![3], vec![2]), "{name}");
        }
        let name = |name: &str| {
            let line = lines(format!("a,{name},,TEA,1,USD,1\n").as_bytes()).remove(0);
            line.product.map(|row| row.change.applied_to(None).expect("a product").name.as_str().to_owned())
        };
        assert_eq!(name("\"12\"\" plate\""), Ok("12\" plate".to_owned()));
        assert_eq!(name("\"a,b\""), Ok("a,b".to_owned()));
    }

    #[test]
    fn a_quote_that_closes_in_a_later_line_by_chance_takes_nothing_with_it() {
        let file = "id,name,stock,category,price_minor,description,currency\n\
            p0,Tea,5,TEA,100,\",b.,USD\np1,Tea,5,TEA,100,\", and\n\nmore\",USD\n";
        assert_eq!(sorted(&lines_of(file.as_bytes())), (vec![3], vec![2]));
        // A product that breaks a rule is one bad line, however many lines its description has.
        let priceless = b"p0,Tea,\"salt\nsalt,sugar,flour,1,USD\n\nfour\",TEA,none,USD,1\np1,Tea,,TEA,1,USD,1\n";
        assert_eq!(sorted(&lines(priceless)), (vec![6], vec![2]));
    }

    #[test]
    fn only_a_description_has_several_lines_and_it_is_bounded() {
        assert_eq!(sorted(&lines(b"a,\"Tea\nleaves\",,TEA,1,USD,1\nb,T,,TEA,1,USD,1\n")), (vec![4], vec![2, 3]));
        let endless = format!("a,Tea,\"{}\nb,T,,TEA,1,USD,1\n", "x\n".repeat(100_000));
        let (good, bad) = sorted(&lines(endless.as_bytes()));
        assert_eq!((good.len(), bad.len()), (1, 100_000));
        let long = format!("a,Tea,{},TEA,1,USD,1\nb,T,,TEA,1,USD,1\n", "x".repeat(200_000));
        assert_eq!(sorted(&lines(long.as_bytes())), (vec![3], vec![2]));
    }

    #[test]
    fn lines_end_as_on_any_system_and_blank_ones_are_left_out() {
        for line_break in ["\n", "\r\n", "\r"] {
            let file = [HEADER, "", "a,T,\"x", "y\",TEA,1,USD,1", "", "b,T,,TEA,1,USD,1"].join(line_break);
            let lines = lines_of(file.as_bytes());
            assert_eq!(sorted(&lines), (vec![3, 6], vec![]), "{line_break:?}");
            assert_eq!(lines[1].ends_at, file.len() as u64);
        }
    }

    #[test]
    fn columns_come_in_any_order_and_the_state_may_be_missing_or_empty() {
        let file = "currency,state,stock,id,price_minor,category,name,description\n\
            USD,draft,5,a,100,TEA,Tea,\"strong\nand long\"\nUSD,,5,b,100,TEA,Tea,\nUSD,ARCHIVED,5,c,100,TEA,Tea,\nUSD,no,5,d,100,TEA,Tea,\n";
        let lines = lines_of(file.as_bytes());
        let state = |line: &Found| {
            line.product.as_ref().map(|row| row.change.applied_to(None).expect("a product").state.as_str()).ok()
        };
        let states: Vec<_> = lines.iter().map(state).collect();
        assert_eq!(states, [Some("draft"), Some("active"), Some("archived"), None]);
        let complaints = lines[3].product.as_ref().expect_err("a complaint");
        assert_eq!(complaints[0].reason, "state must be draft, active or archived");
    }

    #[test]
    fn another_header_is_refused_and_a_byte_order_mark_is_not() {
        for header in ["id,name\n", "", "\n", &format!("{HEADER},image\n"), &format!("{HEADER},id\n"), "\"id,name\n"] {
            assert!(CatalogueFile::open(header.as_bytes()).is_err(), "{header:?}");
        }
        let marked = format!("\u{feff}{HEADER}\n{TEA}");
        assert_eq!(CatalogueFile::open(marked.as_bytes()).expect("a catalogue").count(), 1);
    }

    #[test]
    fn a_good_line_after_a_bad_one_is_read() {
        let lines = lines(&[&b"a,\xff,,TEA,1,USD,1\nb,T\n"[..], TEA.as_bytes()].concat());
        assert_eq!(lines.iter().map(|line| line.product.is_ok()).collect::<Vec<_>>(), [false, false, true]);
    }

    const WITH_VARIANTS: &str = "id,name,description,category,price_minor,currency,stock,sku,option_1,value_1,option_2,value_2,prices,compare_at_minor,weight_grams,slug,tax_class";

    fn of_variants(rows: &str) -> Vec<Found> {
        lines_of(format!("{WITH_VARIANTS}\n{rows}").as_bytes())
    }

    /// Each product that was refused: its lines with what is wrong with them.
    fn refused(found: &[Found]) -> Vec<Vec<(u64, &str)>> {
        let complaints = found.iter().filter_map(|found| found.product.as_ref().err());
        complaints.map(|all| all.iter().map(|one| (one.line, one.reason.as_str())).collect()).collect()
    }

    #[test]
    fn lines_with_one_identifier_are_the_variants_of_a_product() {
        let found = of_variants(
            "shirt,Shirt,\"Linen,\nwashed\",Shirts,1990,USD,5,S-M,Size,M,Colour,Red,EUR:1795 GBP:1599/1999,2490,180,linen,food\n\
             shirt,,,,2190,USD,,S-L,,L,,Red,,,,,\n\
             shirt,Shirt,,Shirts,2190,USD,0,S-XL,Size,XL,Colour,Red,,,,linen,food\n\
             mug,Mug,,Mugs,800,USD,8,,,,,,,,,,\n",
        );
        let row = found[0].product.as_ref().expect("a product");
        let shirt = row.change.applied_to(None).expect("a product");
        assert_eq!((found.len(), found[0].rows, found[1].rows, found[1].number), (2, 3, 1, 6));
        let json = serde_json::to_value(&shirt).expect("JSON");
        assert_eq!(
            (&json["slug"], &json["tax_class"], &json["options"]),
            (&"linen".into(), &"food".into(), &serde_json::json!(["Size", "Colour"]))
        );
        let medium = serde_json::json!({ "sku": "S-M", "options": ["M", "Red"], "weight_grams": 180, "prices": [
            { "currency": "USD", "price_minor": 1990, "compare_at_minor": 2490 },
            { "currency": "EUR", "price_minor": 1795 },
            { "currency": "GBP", "price_minor": 1599, "compare_at_minor": 1999 },
        ] });
        assert_eq!((&json["variants"][0], &json["variants"][2]["sku"]), (&medium, &"S-XL".into()));
        // An empty stock books nothing; 0 books that there is none.
        let openings: Vec<(&str, u64)> =
            row.openings.iter().map(|(sku, stock)| (sku.as_str(), stock.units())).collect();
        assert_eq!(openings, [("S-M", 5), ("S-XL", 0)]);
    }

    #[test]
    fn one_bad_variant_refuses_its_product_and_no_other() {
        let found = of_variants(
            "a,A,,X,0,USD,1,A1,Size,S,,,,,,,\na,,,,5,USD,1,A2,,M,,,,,,,\na,,,,5,EURO,1,A3,,L,,,,,,,\n\
             b,B,,X,5,USD,1,B1,Size,S,,,,,,,\nb,,,,5,USD,1,B1,,M,,,,,,,\n\
             c,C,,X,5,USD,1,C1,Size,S,,,,,,,\nc,Other,,,5,USD,1,C2,,M,,,,,,,\nc,,,,5,USD,-1,C3,,L,,,,,,,\n\
             d,D,,X,5,USD,-1,D1,Size,S,,,,,,,\n\
             e,E,,X,5,USD,1,,,,,,,,,,\ne,,,,5,USD,1,E2,,,,,,,,,\n\
             f,F,,X,5,USD,1,F1,,,Colour,Red,,,,,\n\
             g,G,,X,5,USD,1,G1,Size,S,,Red,EUR=5,,,,\n\
             h,H,,X,5,USD,1,H1,Size,,,,EUR:0,,,,\n\
             i,I,,X,5,USD,1,I1,Size,S,,,EUR:0,,,,\n\
             j,J,,X,5,USD,1,J1,Size,S,,,,,,,\n",
        );
        assert_eq!(
            refused(&found),
            [
                vec![
                    (2, "price_minor must be a whole number from 1 to 99999999"),
                    (4, "currency must be the ISO 4217 code of a currency that can be charged")
                ],
                vec![(6, "the SKU B1 is a variant of the same product on line 5")],
                vec![(8, "name is not that of the product's first line")],
                vec![(10, "stock must be a whole number from 0 to 1000000")],
                vec![(11, "e stands on 2 lines, but has no options")],
                vec![(13, "option_2 is named, but option_1 is not"), (13, "value_2 is there, but option_2 is not")],
                vec![(14, "value_2 is there, but option_2 is not")],
                vec![(15, "value_1 must not be empty")],
                vec![(16, "prices, entry 1: price_minor must be a whole number from 1 to 99999999")],
            ]
        );
        let wrong = of_variants("g,G,,X,5,USD,1,G1,Size,S,,,EUR=5,,,,\n");
        assert_eq!(refused(&wrong)[0][0].1, "prices must be like \"EUR:1195 GBP:1099/1299\", and \"EUR=5\" is not");
        let many: Vec<String> = (0..60).map(|n| format!("m,M,,X,5,USD,1,M{n},Size,{n},,,,,,,\n")).collect();
        let many = of_variants(&many.concat());
        assert_eq!((many[0].rows, refused(&many)), (60, vec![vec![(2, "m has more than 48 variants")]]));
        let twice = of_variants("a,A,,X,5,USD,1,,,,,,,,,,\nb,B,,X,5,USD,1,,,,,,,,,,\na,A,,X,5,USD,1,,,,,,,,,,\n");
        assert_eq!(refused(&twice), [[(4, "a stands on an earlier line, too")]]);
    }

    #[test]
    fn a_line_that_cannot_be_read_refuses_the_product_that_it_may_belong_to() {
        // Its identifier can be read.
        let found =
            of_variants("a,A,,X,5,USD,1,A1,Size,S,,,,,,,\na,,\"open,,5,USD,1,A2,,M,,,,,,,\nb,B,,X,5,USD,1,,,,,,,,,,\n");
        assert_eq!((found.len(), refused(&found)[0][0].0, found[1].product.is_ok()), (2, 3, true));
        let found = of_variants(
            "a,A,,X,5,USD,1,A1,Size,S,,,,,,,\nb,B,one,two,X,5,USD,1,,,,,,,,,,,\nb,,,,5,USD,1,B2,,M,,,,,,,\n",
        );
        assert_eq!((found[0].product.is_ok(), found[1].rows, refused(&found)[0][0].0), (true, 2, 3));
        // It cannot: the products before and after it are refused.
        let line = "\"x\" y,,,,5,USD,1,A2,,M,,,,,,,\n";
        let found = of_variants(&format!(
            "z,Z,,X,5,USD,1,,,,,,,,,,\na,A,,X,5,USD,1,,,,,,,,,,\n{line}b,B,,X,5,USD,1,,,,,,,,,,\nc,C,,X,5,USD,1,,,,,,,,,,\n"
        ));
        let taken: Vec<bool> = found.iter().map(|found| found.product.is_ok()).collect();
        assert_eq!(
            (taken, refused(&found)[1][0]),
            (vec![true, false, false, true], (5, "line 4, which cannot be read, may be a variant of it"))
        );
        let first = of_variants(&format!("{line}b,B,,X,5,USD,1,,,,,,,,,,\n"));
        assert_eq!(refused(&first).len(), 2);
    }

    #[test]
    fn an_apostrophe_before_a_formula_is_taken_away() {
        let found = lines("'-a,'=1+1,'tea',TEA,1,USD,1\n".as_bytes());
        let row = found[0].product.as_ref().expect("a product");
        let details = row.change.applied_to(None).expect("a product");
        assert_eq!(
            (row.change.id().as_str(), details.name.as_str(), details.description.as_str()),
            ("-a", "=1+1", "'tea'")
        );
    }

    fn booked(units: u64) -> BTreeMap<Sku, u64> {
        BTreeMap::from([("tea".parse().expect("a SKU"), units)])
    }

    #[test]
    fn a_stock_that_differs_from_the_one_booked_is_kept_and_told() {
        let row = lines(TEA.as_bytes()).remove(0).product.expect("a row");
        assert!(matches!(row.outcome(Imported::Unchanged { booked: booked(24) }), Outcome::Done(_)));
        assert!(matches!(row.outcome(Imported::Updated { booked: booked(12) }), Outcome::StockKept(_)));
    }

    /// How a row of a generated file is written.
    #[derive(Clone, Debug)]
    enum Written {
        Well(String),
        WithoutPrice(String),
        /// With its description's closing quote left out.
        Unclosed(String),
        /// With a quote in its name that is not doubled.
        Stray(String),
    }

    fn written() -> impl Strategy<Value = Written> {
        let long =
            prop_oneof![Just("\nb"), Just(", and\n\nmore"), Just("\"x\""), Just("plain"), Just("\r\n,"), Just("")];
        let one_line = prop_oneof![Just(",b"), Just("\"x\""), Just("plain"), Just("")].prop_map(str::to_owned);
        prop_oneof![
            4 => long.prop_map(|text| Written::Well(text.to_owned())),
            1 => one_line.clone().prop_map(Written::WithoutPrice),
            1 => one_line.clone().prop_map(Written::Unclosed),
            1 => one_line.prop_map(Written::Stray),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn rows_taken_and_rows_refused_are_the_rows_in_the_file(
            rows in prop::collection::vec(written(), 0..40),
            order in Just((0..7).collect::<Vec<usize>>()).prop_shuffle(),
            windows in any::<bool>(),
        ) {
            let line_break = if windows { "\r\n" } else { "\n" };
            let line = |fields: [String; 7]| {
                order.iter().map(|at| fields[*at].clone()).collect::<Vec<_>>().join(",") + line_break
            };
            let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
            let mut file = line(REQUIRED.map(str::to_owned));
            let mut good = Vec::new();
            for (n, row) in rows.iter().enumerate() {
                let (mut name, mut price) = ("Tea".to_owned(), "100".to_owned());
                let description = match row {
                    Written::Well(text) => {
                        good.push(format!("p{n}"));
                        quoted(text)
                    }
                    Written::WithoutPrice(text) => {
                        price = "none".to_owned();
                        quoted(text)
                    }
                    Written::Unclosed(text) => {
                        let closed = quoted(text);
                        closed[..closed.len() - 1].to_owned() + "."
                    }
                    Written::Stray(text) => {
                        name = "\"12\" plate\"".to_owned();
                        quoted(text)
                    }
                };
                let others = ["TEA".to_owned(), price, "USD".to_owned(), "5".to_owned()];
                let [category, price, currency, stock] = others;
                file += &line([format!("p{n}"), name, description, category, price, currency, stock]);
            }
            let lines = lines_of(file.as_bytes());
            let taken: Vec<String> = lines.iter().filter_map(|line| line.product.as_ref().ok()).map(|row| row.change.id().to_string()).collect();
            prop_assert_eq!(taken, good, "{}", file);
            prop_assert_eq!(lines.len(), rows.len(), "{}", file);
        }
    }
}
