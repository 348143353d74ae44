//! Bars: how long until the first question, and until the first answer.

use svg::{
    Document,
    node::element::{Rectangle, Text},
};

const WIDTH: f64 = 760.0;
const ROW: f64 = 34.0;
const TOP: f64 = 64.0;
/// Where bars begin, and how long the longest is.
const LEFT: f64 = 120.0;
const LONGEST: f64 = 520.0;
const BAR: f64 = 20.0;
const DARK: &str = "#22577a";
const LIGHT: &str = "#9cc5d8";
const INK: &str = "#222222";

/// A row: the dark part up to `inner`, the light part from there to `outer`, both in milliseconds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bar<'a> {
    pub(crate) label: &'a str,
    pub(crate) inner: f64,
    pub(crate) outer: f64,
}

/// The drawing, as an SVG document. One linear scale from nought.
pub(crate) fn bars(title: &str, rows: &[Bar<'_>]) -> String {
    let longest = rows.iter().map(|row| row.outer).fold(0.0, f64::max);
    let scale = if longest > 0.0 { LONGEST / longest } else { 0.0 };
    let height = rows.iter().fold(TOP, |height, _| height + ROW);
    let mut drawing = Document::new()
        .set("viewBox", (0.0, 0.0, WIDTH, height))
        .set("font-family", "sans-serif")
        .set("font-size", 13)
        .add(rectangle(0.0, 0.0, WIDTH, "#ffffff").set("height", height))
        .add(text(title, 12.0, 22.0).set("font-weight", "bold"))
        .add(text("dark: to the first poll; light: to the first answer; median milliseconds", 12.0, 44.0));
    let mut y = TOP;
    for row in rows {
        drawing = drawing
            .add(text(row.label, LEFT - 8.0, y + 15.0).set("text-anchor", "end"))
            .add(rectangle(LEFT, y, row.outer * scale, LIGHT))
            .add(rectangle(LEFT, y, row.inner * scale, DARK))
            .add(text(&format!("{:.1} / {:.1}", row.inner, row.outer), LEFT + row.outer * scale + 6.0, y + 15.0));
        y += ROW;
    }
    format!("{drawing}\n")
}

fn rectangle(x: f64, y: f64, width: f64, colour: &str) -> Rectangle {
    Rectangle::new().set("x", x).set("y", y).set("width", width).set("height", BAR).set("fill", colour)
}

fn text(words: &str, x: f64, y: f64) -> Text {
    Text::new(words).set("x", x).set("y", y).set("fill", INK)
}

#[cfg(test)]
mod tests {
    use super::{Bar, bars};

    #[test]
    fn the_longest_bar_fills_the_width_and_half_of_it_half() {
        let drawing =
            bars("two", &[Bar { label: "a", inner: 1.0, outer: 4.0 }, Bar { label: "b", inner: 1.0, outer: 2.0 }]);
        let widths = ["width=\"520\"", "width=\"260\"", "width=\"130\""];
        assert!(widths.iter().all(|width| drawing.contains(width)), "{drawing}");
    }
}
