//! The body of a product, and the change that it asks for.

use std::collections::BTreeMap;

use domain::{
    catalogue::{ImageDraft, PriceDraft, ProductChange, ProductDetails, ProductDraft, VariantDraft},
    kernel::ProductId,
};
use lambda::http::{Field, FieldErrors, Problem, from_value};
use serde::Deserialize;
use serde_json::{Number, Value};

/// What the client sends.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Body {
    name: Field<String>,
    slug: Field<String>,
    description: Field<String>,
    category: Field<String>,
    tax_class: Field<String>,
    attributes: Field<BTreeMap<String, String>>,
    state: Field<String>,
    options: Field<Vec<String>>,
    variants: Field<Vec<VariantBody>>,
    images: Field<Vec<ImageBody>>,
}

/// An image as an answer shows it. Only its place, and what it shows, are a merchant's to say; the rest may be sent back as it came.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct ImageBody {
    id: Field<String>,
    alt: Field<String>,
    #[serde(rename = "state")]
    _state: Field<String>,
    #[serde(rename = "reason")]
    _reason: Field<String>,
    #[serde(rename = "width")]
    _width: Field<u32>,
    #[serde(rename = "height")]
    _height: Field<u32>,
    #[serde(rename = "files")]
    _files: Field<Vec<Value>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct VariantBody {
    sku: Field<String>,
    options: Field<Vec<String>>,
    prices: Field<Vec<PriceBody>>,
    weight_grams: Field<Option<Number>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct PriceBody {
    currency: Field<String>,
    price_minor: Field<Number>,
    compare_at_minor: Field<Option<Number>>,
}

impl Body {
    /// The body of a product as it is, with a JSON merge patch (RFC 7396) applied: what is null in it is taken away.
    pub(crate) fn patched(product: &ProductDetails, patch: &Value) -> Result<Self, Problem> {
        let mut body = serde_json::to_value(product).unwrap_or_default();
        json_patch::merge(&mut body, patch);
        let body: Self = from_value(body)?;
        // What may be left out stays as it is, so attributes that are taken away are said to be none.
        let attributes = Field::Given(body.attributes.into_option().unwrap_or_default());
        Ok(Self { attributes, ..body })
    }

    /// The change that the body asks for; all members that are missing; or the first rule that it breaks.
    pub(crate) fn parse(self, id: &ProductId) -> Result<ProductChange, Problem> {
        let mut errors = FieldErrors::default();
        let variants = errors.take(self.variants.required("/variants")).unwrap_or_default().into_iter().enumerate();
        let variants =
            variants.map(|(index, variant)| variant.draft(&format!("/variants/{index}"), &mut errors)).collect();
        let name = errors.take(self.name.required("/name")).unwrap_or_default();
        let description = errors.take(self.description.required("/description")).unwrap_or_default();
        let category = errors.take(self.category.required("/category")).unwrap_or_default();
        let images = self.images.into_option().map(|images| {
            let images = images.into_iter().enumerate();
            images.map(|(index, image)| image.draft(&format!("/images/{index}"), &mut errors)).collect()
        });
        errors.none()?;
        let draft = ProductDraft {
            name,
            description,
            category,
            slug: self.slug.into_option(),
            tax_class: self.tax_class.into_option(),
            attributes: self.attributes.into_option(),
            state: self.state.into_option(),
            options: self.options.into_option().unwrap_or_default(),
            variants,
            images,
        };
        Ok(draft.parse(id)?)
    }
}

impl VariantBody {
    /// What was sent, with nothing in the place of what is missing: that is in `errors`.
    fn draft(self, at: &str, errors: &mut FieldErrors) -> VariantDraft {
        let prices = errors.take(self.prices.required(format!("{at}/prices"))).unwrap_or_default();
        let prices = prices.into_iter().enumerate();
        VariantDraft {
            sku: self.sku.into_option(),
            options: self.options.into_option().unwrap_or_default(),
            prices: prices.map(|(index, price)| price.draft(&format!("{at}/prices/{index}"), errors)).collect(),
            weight_grams: self.weight_grams.into_option().flatten().map(|grams| grams.to_string()),
        }
    }
}

impl ImageBody {
    fn draft(self, at: &str, errors: &mut FieldErrors) -> ImageDraft {
        let id = errors.take(self.id.required(format!("{at}/id"))).unwrap_or_default();
        ImageDraft { id, alt: self.alt.into_option() }
    }
}

impl PriceBody {
    fn draft(self, at: &str, errors: &mut FieldErrors) -> PriceDraft {
        let price = errors.take(self.price_minor.required(format!("{at}/price_minor")));
        PriceDraft {
            currency: errors.take(self.currency.required(format!("{at}/currency"))).unwrap_or_default(),
            price_minor: price.map(|price| price.to_string()).unwrap_or_default(),
            compare_at_minor: self.compare_at_minor.into_option().flatten().map(|amount| amount.to_string()),
        }
    }
}
