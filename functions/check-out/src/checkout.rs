//! `GET /checkout`: one page with everything that an order needs.

use lambda::http::{Problem, Response};
use pages::{CheckoutFields, CheckoutForm, CheckoutPage, is_country};
use visitor::see_other;

use crate::{
    reading::Quote,
    visit::{Visit, shown},
};

/// What a checkout page shows beside what was filled in.
#[derive(Debug, Default)]
pub(crate) struct Shown<'s> {
    /// The form's key; a new one, if it is empty.
    pub(crate) key: &'s str,
    pub(crate) notice: Option<&'s str>,
    /// An order that the form placed before.
    pub(crate) order_href: Option<String>,
    /// The status: 200, or why the form comes back.
    pub(crate) status: u16,
}

impl Visit<'_> {
    /// `GET /checkout`. An empty cart shows itself.
    pub(crate) async fn show_checkout(&mut self) -> Result<Response, Problem> {
        self.request.query(&[])?;
        let wanted = self.basket().await?;
        if wanted.is_empty() {
            return Ok(see_other("/cart"));
        }
        let quote = self.priced(&wanted).await?;
        let country = self.country().map(|country| ("country", country));
        let fields = CheckoutFields { values: country.into_iter().collect(), wrong: Vec::new() };
        self.checkout_page(&quote, &fields, Shown { status: 200, ..Shown::default() })
    }

    /// The page with these lines and fields.
    pub(crate) fn checkout_page(
        &self,
        quote: &Quote,
        fields: &CheckoutFields,
        shown_beside: Shown<'_>,
    ) -> Result<Response, Problem> {
        let fresh = self.new_key();
        let form = CheckoutForm {
            form_token: self.visitor.form_token(),
            key: if shown_beside.key.is_empty() { &fresh } else { shown_beside.key },
            currency: &quote.currency,
            is_guest: !self.visitor.has_account(),
            notice: shown_beside.notice,
            order_href: shown_beside.order_href,
        };
        let page = CheckoutPage::new(self.shell("/checkout"), form, fields, &quote.lines, &quote.totals);
        shown(&page, shown_beside.status)
    }

    /// The country that the visitor's language is spoken in, if the browser says one: `de-AT` is Austria.
    fn country(&self) -> Option<String> {
        let languages = self.request.header("accept-language")?.split(',');
        let regions = languages.filter_map(|range| range.split(';').next()?.trim().split_once('-'));
        regions.map(|(_, region)| region.to_ascii_uppercase()).find(|region| is_country(region))
    }
}
