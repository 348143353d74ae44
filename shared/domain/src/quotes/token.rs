//! Quotes as tokens: signed with the key of the access tokens, for an audience of their own, and read without any I/O.

use serde::{Deserialize, Serialize};

use super::{Quote, QuoteRefusal, QuotedLine};
use crate::{
    accounts::{InvalidKey, TokenSigner, TokenVerifier},
    catalogue::{AltText, CardImage, Picture},
    kernel::{Currency, ImageDigest, ProductId, Secret, Sku, Text, Timestamp},
    orders::{Destination, LineDetails, Quantity, Quoted, ShippingCharge, Tax, TaxLine},
};

/// The one audience. No access token has it, and no quote has theirs.
const AUDIENCE: &str = "backroom-quotes";
/// The most bytes of a token: with it a body of 98 lines stays below the 64 KiB of a request.
const MAX_LENGTH: usize = 40 * 1024;

/// Signs quotes. Only the function that gives quotes has one.
#[derive(Debug)]
pub struct QuoteSigner(TokenSigner);

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    exp: i64,
    currency: String,
    country: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    postal_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    region: Option<String>,
    lines: Vec<LineClaims>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    shipping: Option<ShippingClaims>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    tax: Option<TaxClaims>,
}

#[derive(Serialize, Deserialize)]
struct ShippingClaims {
    option: String,
    name: String,
    amount: u64,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pick_up_at: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct TaxClaims {
    included: bool,
    /// Name, rate, amount.
    lines: Vec<(String, u32, u64)>,
}

#[derive(Serialize, Deserialize)]
struct LineClaims {
    sku: Sku,
    quantity: u32,
    price: u64,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    shown: Option<ShownClaims>,
}

#[derive(Serialize, Deserialize)]
struct ShownClaims {
    product: ProductId,
    name: String,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    options: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    image: Option<ImageClaims>,
}

#[derive(Serialize, Deserialize)]
struct ImageClaims {
    alt: String,
    digest: ImageDigest,
    width: u32,
    height: u32,
}

impl QuoteSigner {
    /// Signs in the name of `issuer` with the key `<key id>=<PKCS#8 in base 64>`.
    pub fn new(issuer: &str, signing_key: &Secret) -> Result<Self, InvalidKey> {
        TokenSigner::new(issuer, signing_key).map(Self)
    }

    /// The quote as a token. Where it gets too long, it does not say how the lines are shown: an order then looks that up.
    #[must_use]
    pub fn sign(&self, quote: &Quote) -> String {
        let mut claims = Claims::of(quote, self.0.issuer());
        let token = self.0.sign_claims(&claims);
        if token.len() <= MAX_LENGTH {
            return token;
        }
        for line in &mut claims.lines {
            line.shown = None;
        }
        self.0.sign_claims(&claims)
    }
}

/// The quote in a token that one of the shop's keys signed, good or expired.
pub fn open(keys: &TokenVerifier, token: &str) -> Result<Quote, QuoteRefusal> {
    let claims: Claims = keys.open(token, MAX_LENGTH).map_err(|_| QuoteRefusal::Invalid)?;
    if claims.iss != keys.issuer() || claims.aud != AUDIENCE {
        return Err(QuoteRefusal::Invalid);
    }
    claims.quote().ok_or(QuoteRefusal::Invalid)
}

impl Claims {
    fn of(quote: &Quote, issuer: &str) -> Self {
        let Destination { country, postal_code, region } = &quote.destination;
        Self {
            iss: issuer.to_owned(),
            aud: AUDIENCE.to_owned(),
            exp: quote.expires.seconds(),
            currency: quote.currency.to_string(),
            country: country.as_str().to_owned(),
            postal_code: postal_code.as_ref().map(|code| code.as_str().to_owned()),
            region: region.as_ref().map(|region| region.as_str().to_owned()),
            lines: quote.lines.iter().map(|line| LineClaims::of(line, &quote.quoted)).collect(),
            shipping: quote.quoted.shipping.as_ref().map(ShippingClaims::of),
            tax: quote.quoted.tax.as_ref().map(TaxClaims::of),
        }
    }

    /// What the claims say. What the shop has signed it can read; anything else is no quote.
    fn quote(self) -> Option<Quote> {
        let mut quoted = Quoted {
            shipping: self.shipping.map(|it| it.charge().ok_or(())).transpose().ok()?,
            tax: self.tax.map(|it| it.tax().ok_or(())).transpose().ok()?,
            ..Quoted::default()
        };
        let mut lines = Vec::with_capacity(self.lines.len());
        for line in self.lines {
            if let Some(shown) = line.shown {
                quoted.details.insert(line.sku.clone(), shown.details()?);
            }
            let quantity = Quantity::new(line.quantity.into())?;
            lines.push(QuotedLine { sku: line.sku, quantity, unit_price_minor: line.price });
        }
        Some(Quote {
            currency: Currency::parse(&self.currency)?,
            destination: Destination {
                country: Text::from_stored(&self.country)?,
                postal_code: self.postal_code.as_deref().and_then(Text::from_stored),
                region: self.region.as_deref().and_then(Text::from_stored),
            },
            lines,
            quoted,
            expires: Timestamp::from_millis(self.exp.checked_mul(1_000)?),
        })
    }
}

impl ShippingClaims {
    fn of(charge: &ShippingCharge) -> Self {
        Self {
            option: charge.option.clone(),
            name: charge.name.as_str().to_owned(),
            amount: charge.amount_minor,
            pick_up_at: charge.pick_up_at.as_ref().map(|point| point.as_str().to_owned()),
        }
    }

    fn charge(self) -> Option<ShippingCharge> {
        Some(ShippingCharge {
            option: self.option,
            name: Text::from_stored(&self.name)?,
            amount_minor: self.amount,
            pick_up_at: self.pick_up_at.as_deref().and_then(Text::from_stored),
        })
    }
}

impl TaxClaims {
    fn of(tax: &Tax) -> Self {
        let line = |line: &TaxLine| (line.name.as_str().to_owned(), line.rate_ppm, line.amount_minor);
        Self { included: tax.is_included, lines: tax.lines.iter().map(line).collect() }
    }

    fn tax(self) -> Option<Tax> {
        let line = |(name, rate_ppm, amount_minor): (String, u32, u64)| {
            Some(TaxLine { name: Text::from_stored(&name)?, rate_ppm, amount_minor })
        };
        Some(Tax { is_included: self.included, lines: self.lines.into_iter().map(line).collect::<Option<_>>()? })
    }
}

impl LineClaims {
    fn of(line: &QuotedLine, quoted: &Quoted) -> Self {
        let shown = quoted.details.get(&line.sku).map(|details| ShownClaims {
            product: details.product.clone(),
            name: details.name.as_str().to_owned(),
            options: details.options.iter().map(|value| value.as_str().to_owned()).collect(),
            image: details.image.as_ref().map(|image| ImageClaims {
                alt: image.alt.as_str().to_owned(),
                digest: image.picture.digest.clone(),
                width: image.picture.width,
                height: image.picture.height,
            }),
        });
        Self { sku: line.sku.clone(), quantity: line.quantity.get(), price: line.unit_price_minor, shown }
    }
}

impl ShownClaims {
    fn details(self) -> Option<LineDetails> {
        let picture = |image: ImageClaims| {
            let picture = Picture { digest: image.digest, width: image.width, height: image.height };
            CardImage { alt: AltText::from_stored(&image.alt), picture }
        };
        Some(LineDetails {
            product: self.product,
            name: Text::from_stored(&self.name)?,
            options: self.options.iter().map(|value| Text::from_stored(value)).collect::<Option<_>>()?,
            image: self.image.map(picture),
        })
    }
}
