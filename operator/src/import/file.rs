//! The catalogue file: its header, its lines, and the rules for them.

use std::{collections::HashSet, io::Read};

use backroom::{
    catalogue::{
        CatalogueError, FieldRule, Imported, OpeningStocks, PriceDraft, ProductChange, ProductDraft, VariantDraft,
    },
    kernel::{Currency, Digest, ProductId, Sku},
};

use super::{
    Outcome,
    records::{Record, Records, Shape},
};

/// The columns that must be there, in any order.
const REQUIRED: [&str; 7] = ["id", "name", "description", "category", "price_minor", "currency", "stock"];
/// The column that need not be there.
const STATE: &str = "state";

/// A catalogue file, read line by line. It remembers 16 bytes of each product's number, to find one that comes twice.
pub(super) struct CatalogueFile<R> {
    records: Records<R>,
    columns: Columns,
    seen: HashSet<[u8; 16]>,
}

/// Where each column stands.
#[derive(Clone, Copy, Debug)]
struct Columns {
    count: usize,
    required: [usize; 7],
    state: Option<usize>,
}

/// A line, or the reason why it cannot be one.
#[derive(Debug)]
pub(super) struct Line {
    /// Its number in the file, from 1; a product whose description has several lines counts by its first.
    pub(super) number: u64,
    /// The bytes of the file up to its end.
    pub(super) ends_at: u64,
    /// What it says.
    pub(super) row: Result<Row, String>,
}

/// A product and its opening stock.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) change: ProductChange,
    pub(super) openings: OpeningStocks,
}

impl Columns {
    /// Finds the columns in the header, which may have no others.
    fn parse(header: &[String]) -> Result<Self, String> {
        let position = |name: &str| header.iter().position(|column| column.trim() == name);
        let known = |column: &&String| REQUIRED.contains(&column.trim()) || column.trim() == STATE;
        if let Some(unknown) = header.iter().find(|column| !known(column)) {
            return Err(format!(
                "the first line names a column {unknown:?}; it must be: {},{STATE}",
                REQUIRED.join(",")
            ));
        }
        let mut required = [0; 7];
        for (at, name) in required.iter_mut().zip(REQUIRED) {
            *at = position(name).ok_or_else(|| format!("the first line names no column {name:?}"))?;
        }
        let state = position(STATE);
        let count = REQUIRED.len() + usize::from(state.is_some());
        if header.len() != count {
            return Err("the first line names a column twice".to_owned());
        }
        Ok(Self { count, required, state })
    }

    /// The fields in the order of [`REQUIRED`], and the one that says the product's state.
    fn fields<'a>(&self, record: &'a [String]) -> Option<([&'a str; 7], &'a str)> {
        (record.len() == self.count).then(|| {
            let at = |index: usize| record.get(index).map_or("", String::as_str);
            (self.required.map(at), self.state.map_or("", at))
        })
    }
}

impl Shape for Columns {
    fn columns(&self) -> usize {
        self.count
    }

    fn multi_line(&self) -> usize {
        self.required[2]
    }

    /// A price, a currency or a stock stands where it must, and so does an identifier.
    fn is_record(&self, fields: &[String]) -> bool {
        let Some(([id, _, _, _, price_minor, currency, stock], _)) = self.fields(fields) else { return false };
        let numbers = price_minor.parse::<i64>().is_ok() || stock.parse::<i64>().is_ok();
        id.parse::<ProductId>().is_ok() && (numbers || Currency::parse(currency).is_some())
    }

    /// An identifier, a price, a currency or a stock stands where it must.
    fn may_begin(&self, fields: &[String]) -> bool {
        let [id, _, _, _, price_minor, currency, stock] = self.required.map(|at| fields.get(at));
        let is_number = |field: Option<&String>| field.is_some_and(|field| field.parse::<i64>().is_ok());
        id.is_some_and(|id| id.parse::<ProductId>().is_ok())
            || currency.is_some_and(|currency| Currency::parse(currency).is_some())
            || is_number(price_minor)
            || is_number(stock)
    }
}

impl<R: Read> CatalogueFile<R> {
    /// Reads the header; refuses one that has other columns.
    pub(super) fn open(source: R) -> Result<Self, String> {
        let mut records = Records::new(source);
        let header = records.next(None::<&Columns>).ok_or("the file is empty")?;
        let header = header.fields.map_err(|reason| format!("the first line cannot be read: {reason}"))?;
        Ok(Self { records, columns: Columns::parse(&header)?, seen: HashSet::new() })
    }

    fn row(&mut self, record: &[String]) -> Result<Row, String> {
        let Some((fields, state)) = self.columns.fields(record) else {
            return Err(format!(
                "{} columns, not {}: a comma in a text needs quotes",
                record.len(),
                self.columns.count
            ));
        };
        let row = Row::parse(fields, state).map_err(|error| in_words(&error))?;
        let mut short = [0; 16];
        short.copy_from_slice(&Digest::of(&[row.change.id().as_str().as_bytes()]).bytes()[..16]);
        if self.seen.insert(short) {
            Ok(row)
        } else {
            Err(format!("{} stands on an earlier line, too", row.change.id()))
        }
    }
}

impl<R: Read> Iterator for CatalogueFile<R> {
    type Item = Line;

    fn next(&mut self) -> Option<Line> {
        let Record { number, ends_at, fields } = self.records.next(Some(&self.columns))?;
        Some(Line { number, ends_at, row: fields.and_then(|fields| self.row(&fields)) })
    }
}

/// A broken rule by the name of its column: a file has no members within members.
fn in_words(error: &CatalogueError) -> String {
    match error {
        CatalogueError::Invalid { member, rule } => {
            format!("{} {rule}", member.rsplit_once('/').map_or(member.as_str(), |(_, column)| column))
        }
        other => other.to_string(),
    }
}

impl Row {
    fn parse(
        [id, name, description, category, price_minor, currency, stock]: [&str; 7],
        state: &str,
    ) -> Result<Self, CatalogueError> {
        let no_id = |_| CatalogueError::Invalid { member: "id".to_owned(), rule: FieldRule::ProductId };
        let id: ProductId = id.parse().map_err(no_id)?;
        let state = state.trim().to_ascii_lowercase();
        let price =
            PriceDraft { currency: currency.to_owned(), price_minor: price_minor.to_owned(), compare_at_minor: None };
        let draft = ProductDraft {
            name: name.to_owned(),
            description: description.to_owned(),
            category: category.to_owned(),
            state: (!state.is_empty()).then_some(state),
            variants: vec![VariantDraft { prices: vec![price], ..VariantDraft::default() }],
            ..ProductDraft::default()
        };
        Ok(Self { change: draft.parse(&id)?, openings: OpeningStocks::from([((&id).into(), stock.parse()?)]) })
    }

    /// What importing this line meant.
    pub(super) fn outcome(&self, imported: Imported) -> Outcome {
        let is_as_said = |(sku, units): (&Sku, &u64)| self.openings.get(sku).is_none_or(|said| said.units() == *units);
        match &imported {
            Imported::Updated { booked } | Imported::Unchanged { booked } if !booked.iter().all(is_as_said) => {
                Outcome::StockKept(imported)
            }
            _ => Outcome::Done(imported),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    const HEADER: &str = "id,name,description,category,price_minor,currency,stock";
    const TEA: &str = "tea,Darjeeling,\"First flush.\nLoose leaves.\",TEA,1295,USD,24\n";

    fn lines_of(file: &[u8]) -> Vec<Line> {
        CatalogueFile::open(file).expect("a catalogue").collect()
    }

    fn lines(rows: &[u8]) -> Vec<Line> {
        lines_of(&[HEADER.as_bytes(), b"\n", rows].concat())
    }

    fn complaint(rows: &[u8]) -> (u64, String) {
        let line = lines(rows).pop().expect("a line");
        (line.number, line.row.expect_err("a complaint"))
    }

    /// The numbers of the lines that were read, and of those that were refused.
    fn sorted(lines: &[Line]) -> (Vec<u64>, Vec<u64>) {
        let (good, bad): (Vec<&Line>, Vec<&Line>) = lines.iter().partition(|line| line.row.is_ok());
        let numbers = |lines: Vec<&Line>| lines.iter().map(|line| line.number).collect();
        (numbers(good), numbers(bad))
    }

    #[test]
    fn a_good_line_is_a_product_with_its_opening_stock() {
        let lines = lines(TEA.as_bytes());
        let row = lines[0].row.as_ref().expect("a row");
        let stock: Vec<u64> = row.openings.values().map(|stock| stock.units()).collect();
        assert_eq!((lines.len(), lines[0].number, row.change.id().as_str(), stock), (1, 2, "tea", vec![24]));
        assert_eq!(row.change.applied_to(None).description.as_str(), "First flush.\nLoose leaves.");
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
            line.row.map(|row| row.change.applied_to(None).name.as_str().to_owned())
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
        let state = |line: &Line| line.row.as_ref().map(|row| row.change.applied_to(None).state.as_str()).ok();
        let states: Vec<_> = lines.iter().map(state).collect();
        assert_eq!(states, [Some("draft"), Some("active"), Some("archived"), None]);
        assert_eq!(lines[3].row.as_ref().expect_err("a complaint"), "state must be draft, active or archived");
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
        assert_eq!(lines.iter().map(|line| line.row.is_ok()).collect::<Vec<_>>(), [false, false, true]);
    }

    fn booked(units: u64) -> BTreeMap<Sku, u64> {
        BTreeMap::from([("tea".parse().expect("a SKU"), units)])
    }

    #[test]
    fn a_stock_that_differs_from_the_one_booked_is_kept_and_told() {
        let row = lines(TEA.as_bytes()).remove(0).row.expect("a row");
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
            let taken: Vec<String> = lines.iter().filter_map(|line| line.row.as_ref().ok()).map(|row| row.change.id().to_string()).collect();
            prop_assert_eq!(taken, good, "{}", file);
            prop_assert_eq!(lines.len(), rows.len(), "{}", file);
        }
    }
}
