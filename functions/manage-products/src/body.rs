//! The body of a product, and the change that it asks for.

use std::collections::BTreeMap;

use domain::{
    catalogue::{PriceDraft, ProductChange, ProductDetails, ProductDraft, VariantDraft},
    kernel::ProductId,
};
use lambda::http::{Field, Problem, from_value};
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

    /// The change that the body asks for, or the first rule that it breaks.
    pub(crate) fn parse(self, id: &ProductId) -> Result<ProductChange, Problem> {
        let variants = self.variants.required("/variants")?.into_iter().enumerate();
        let variants = variants.map(|(index, variant)| variant.draft(&format!("/variants/{index}")));
        let draft = ProductDraft {
            name: self.name.required("/name")?,
            description: self.description.required("/description")?,
            category: self.category.required("/category")?,
            slug: self.slug.into_option(),
            tax_class: self.tax_class.into_option(),
            attributes: self.attributes.into_option(),
            state: self.state.into_option(),
            options: self.options.into_option().unwrap_or_default(),
            variants: variants.collect::<Result<_, Problem>>()?,
        };
        Ok(draft.parse(id)?)
    }
}

impl VariantBody {
    fn draft(self, at: &str) -> Result<VariantDraft, Problem> {
        let prices = self.prices.required(format!("{at}/prices"))?.into_iter().enumerate();
        let prices = prices.map(|(index, price)| price.draft(&format!("{at}/prices/{index}")));
        Ok(VariantDraft {
            sku: self.sku.into_option(),
            options: self.options.into_option().unwrap_or_default(),
            prices: prices.collect::<Result<_, Problem>>()?,
            weight_grams: self.weight_grams.into_option().flatten().map(|grams| grams.to_string()),
        })
    }
}

impl PriceBody {
    fn draft(self, at: &str) -> Result<PriceDraft, Problem> {
        Ok(PriceDraft {
            currency: self.currency.required(format!("{at}/currency"))?,
            price_minor: self.price_minor.required(format!("{at}/price_minor"))?.to_string(),
            compare_at_minor: self.compare_at_minor.into_option().flatten().map(|amount| amount.to_string()),
        })
    }
}
