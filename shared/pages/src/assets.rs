//! What pages load: style sheets, scripts and the icon, each under a name that changes with its bytes.

use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

/// A file that pages load.
#[derive(Clone, Copy, Debug)]
pub struct Asset {
    name: &'static str,
    extension: &'static str,
    /// Its media type.
    pub media_type: &'static str,
    /// What is in it.
    pub text: &'static str,
}

/// The looks of all pages.
pub(crate) const STYLE: Asset =
    Asset { name: "style", extension: "css", media_type: "text/css", text: include_str!("../assets/style.css") };
/// The script of the page of a payment.
pub(crate) const PAY: Asset =
    Asset { name: "pay", extension: "js", media_type: "text/javascript", text: include_str!("../assets/pay.js") };
/// The looks of the desk, on top of those.
pub(crate) const DESK: Asset =
    Asset { name: "desk", extension: "css", media_type: "text/css", text: include_str!("../assets/desk.css") };
/// Puts the token of a mailed link into its form.
pub(crate) const RESET: Asset =
    Asset { name: "reset", extension: "js", media_type: "text/javascript", text: include_str!("../assets/reset.js") };
/// The sign of the shop in a browser's tab.
pub(crate) const ICON: Asset =
    Asset { name: "icon", extension: "svg", media_type: "image/svg+xml", text: include_str!("../assets/icon.svg") };

/// All files.
const ASSETS: [Asset; 5] = [STYLE, DESK, ICON, PAY, RESET];

impl Asset {
    /// `style.0f31c2a4.css`: a file of this name never changes.
    #[must_use]
    pub fn file_name(&self) -> String {
        let digest = HEXLOWER.encode(&Sha256::digest(self.text)[..4]);
        format!("{}.{digest}.{}", self.name, self.extension)
    }
}

/// The file that goes by this name now, and whether the name is of these very bytes. A page from a cache may ask by an older name.
#[must_use]
pub fn asset(file_name: &str) -> Option<(Asset, bool)> {
    let (name, rest) = file_name.split_once('.')?;
    let extension = rest.rsplit_once('.').map_or(rest, |(_, extension)| extension);
    let found = ASSETS.into_iter().find(|asset| asset.name == name && asset.extension == extension)?;
    Some((found, found.file_name() == file_name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_asset_is_found_by_its_name_now_and_by_an_older_one() {
        let (style, current) = asset(&STYLE.file_name()).expect("the style sheet");
        assert!(current && style.text.contains(":root"));
        assert!(asset("style.00000000.css").is_some_and(|(_, current)| !current));
        assert!(
            ["style.css.map", "../style.css", "style", "x.css", "style.1.js"].iter().all(|name| asset(name).is_none())
        );
    }
}
