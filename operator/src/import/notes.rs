//! What an import made of what a file says, and left out, so that nobody has to find out later.

use std::collections::BTreeMap;

/// Something that is not as the file has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Note {
    /// The address of an image.
    Image,
    /// A record that stands for no variant.
    NoVariant,
    /// A product's identifier that had to be changed.
    IdMapped,
    /// A SKU that had to be changed.
    SkuMapped,
    /// A SKU that was missing.
    SkuMade,
    /// A variant whose stock nobody counts.
    NoStock,
    /// A stock below nothing.
    NegativeStock,
    /// A stock that several variants share.
    SharedStock,
    /// A price to compare with that is not above the price.
    CompareAt,
    /// A sale that begins or ends.
    DatedSale,
    /// A product in no category.
    NoCategory,
    /// A product in several categories.
    OtherCategories,
    /// A category that is too far down.
    DeepCategory,
    /// A tax class with a name that cannot be one.
    TaxClass,
    /// A text with characters that cannot be seen.
    Invisible,
    /// A description that is too long.
    Cut,
    /// An attribute that is too long, or one too many.
    Attribute,
    /// A download.
    Download,
}

/// A note about a line, with what was there if that is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Noted {
    pub(super) note: Note,
    pub(super) line: u64,
    pub(super) detail: String,
}

impl Noted {
    pub(super) fn new(note: Note, line: u64, detail: impl Into<String>) -> Self {
        Self { note, line, detail: detail.into() }
    }

    /// What is told at once: a name under which something is found, and which is not the file's.
    pub(super) fn told(&self) -> Option<String> {
        let name = match self.note {
            Note::IdMapped => "the product",
            Note::SkuMapped => "the SKU",
            _ => return None,
        };
        Some(format!("line {}: {name} {}", self.line, self.detail))
    }
}

impl Note {
    const fn words(self) -> &'static str {
        match self {
            Self::Image => "images are not imported yet",
            Self::NoVariant => "lines are of images only",
            Self::IdMapped => "product identifiers were changed to allowed characters",
            Self::SkuMapped => "SKUs were changed to allowed characters",
            Self::SkuMade => "SKUs were missing, and made of the product and the values",
            Self::NoStock => "variants have no stock in the file: none was booked",
            Self::NegativeStock => "stocks were below 0: none was booked",
            Self::SharedStock => "variants share a stock: none was booked",
            Self::CompareAt => "prices to compare with were not above the price, and left out",
            Self::DatedSale => "sales have dates: the regular price was taken",
            Self::NoCategory => "products have no category, and were put into that of --category",
            Self::OtherCategories => "products have further categories, which were left out",
            Self::DeepCategory => "categories are deeper than four names: the products were put at the fourth",
            Self::TaxClass => "tax classes have a name that cannot be one: the product's stays, or `standard`",
            Self::Invisible => "texts had characters that cannot be seen, which were taken out",
            Self::Cut => "descriptions were cut to 4000 characters",
            Self::Attribute => "attributes were left out: too long, or more than 50",
            Self::Download => "products are downloads, which nobody sends",
        }
    }
}

/// How often each note was made, and where first.
#[derive(Debug, Default)]
pub(super) struct Notes(BTreeMap<Note, (u64, u64, String)>);

impl Notes {
    pub(super) fn add(&mut self, noted: &[Noted]) {
        for Noted { note, line, detail } in noted {
            self.0.entry(*note).or_insert_with(|| (0, *line, detail.clone())).0 += 1;
        }
    }

    /// A line for each note; empty without any.
    pub(super) fn summary(&self) -> String {
        let line = |(note, (count, line, detail)): (&Note, &(u64, u64, String))| {
            let detail = if detail.is_empty() { String::new() } else { format!(": {detail}") };
            format!("{count:>10}  {}; first on line {line}{detail}\n", note.words())
        };
        let lines: String = self.0.iter().map(line).collect();
        if lines.is_empty() { lines } else { format!("notes\n{lines}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_counted_and_the_first_is_shown() {
        let mut notes = Notes::default();
        assert_eq!(notes.summary(), "");
        let mapped = Noted::new(Note::SkuMapped, 2, "\"a b\" is now a-b");
        assert_eq!(mapped.told().as_deref(), Some("line 2: the SKU \"a b\" is now a-b"));
        notes.add(&[mapped, Noted::new(Note::Image, 2, "")]);
        notes.add(&[Noted::new(Note::Image, 3, "")]);
        assert_eq!(Noted::new(Note::Image, 3, "").told(), None);
        let lines = "notes\n         2  images are not imported yet; first on line 2\n         1  SKUs were changed to allowed \
                     characters; first on line 2: \"a b\" is now a-b\n";
        assert_eq!(notes.summary(), lines);
    }
}
