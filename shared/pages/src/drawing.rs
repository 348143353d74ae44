//! A picture for what has none: the first letter on shapes whose colours and places come from the name. The same name always has the
//! same picture.

use sha2::{Digest as _, Sha256};

/// A square picture, as SVG without a style of its own: the policy of the pages allows none.
pub(crate) fn drawing(kind: &str, name: &str) -> String {
    let (of_kind, of_name) = (Sha256::digest(kind), Sha256::digest(name));
    let hue = u32::from(of_kind[0]) * 360 / 256 + u32::from(of_name[0]) / 16;
    let letter = name.chars().find(|letter| letter.is_alphanumeric()).map_or('·', first_upper);
    let (x, y, size) = (20 + of_name[1] % 60, 15 + of_name[2] % 60, 26 + of_name[3] % 22);
    let (turn, beside) = (u32::from(of_name[4]) * 360 / 256, (hue + 40) % 360);
    format!(
        "<svg viewBox=\"0 0 100 100\" aria-hidden=\"true\" focusable=\"false\">\
         <rect width=\"100\" height=\"100\" fill=\"hsl({hue} 34% 82%)\"/>\
         <circle cx=\"{x}\" cy=\"{y}\" r=\"{size}\" fill=\"hsl({beside} 42% 72%)\"/>\
         <rect x=\"-30\" y=\"62\" width=\"160\" height=\"80\" fill=\"hsl({hue} 30% 70%)\" opacity=\".55\" transform=\"rotate({turn} 50 50)\"/>\
         <text x=\"50\" y=\"66\" text-anchor=\"middle\" font-family=\"ui-serif,Georgia,serif\" font-size=\"46\" fill=\"hsl({hue} 45% 24%)\">{}</text></svg>",
        escaped(letter)
    )
}

fn first_upper(letter: char) -> char {
    letter.to_uppercase().next().unwrap_or(letter)
}

/// A letter or a digit needs no escape; whatever else came here is left out.
const fn escaped(letter: char) -> char {
    if matches!(letter, '<' | '>' | '&' | '"' | '\'') { '·' } else { letter }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_its_own_picture_and_always_the_same() {
        assert_eq!(drawing("Tea", "Green tea"), drawing("Tea", "Green tea"));
        assert_ne!(drawing("Tea", "Green tea"), drawing("Tea", "Black tea"));
        assert!(drawing("Tea", "<b>x").contains(">B</text>") && drawing("", "?!").contains(">·</text>"));
    }
}
