//! `POST /cart/add`: from the page of a product into the cart.

use domain::kernel::{ProductId, Sku};
use lambda::http::{Problem, Response};
use pages::product_href;
use visitor::{Form, see_other};

use crate::{
    cart::{MAX_QUANTITY, asked},
    reading::Wanted,
    visit::Visit,
};

impl Visit<'_> {
    /// `POST /cart/add`. Whoever has no cart becomes a guest and gets one.
    pub(crate) async fn add_to_cart(&mut self) -> Result<Response, Problem> {
        // The page of a product is everybody's and has no token of this browser.
        let form = Form::of_public_page(self.request)?;
        let more: Vec<Wanted> = asked(&form).into_iter().filter(is_something).collect();
        if more.is_empty() {
            let product = form.get("product").parse::<ProductId>().ok();
            return Ok(see_other(&product.map_or_else(|| "/cart".to_owned(), |id| product_href(&id))));
        }
        let mut held = self.basket().await?;
        if !self.begin().await? {
            return Ok(see_other("/cart?note=failed"));
        }
        let note = self.add_lines(&mut held, more).await?;
        let is_to_checkout = form.get("then") == "checkout" && note == "added";
        Ok(see_other(&if is_to_checkout { "/checkout".to_owned() } else { format!("/cart?note={note}") }))
    }

    /// Adds lines to what is there. How it went.
    async fn add_lines(&mut self, held: &mut Vec<Wanted>, more: Vec<Wanted>) -> Result<&'static str, Problem> {
        for line in more {
            let before = held.iter().find(|known| known.sku == line.sku).map_or(0, |known| known.quantity);
            let line = Wanted { quantity: (before + line.quantity).min(MAX_QUANTITY), ..line };
            match self.set_line(&line).await? {
                Ok(_) => {}
                Err(refusal) if refusal.code == "cart_full" => return Ok("full"),
                Err(_) => return Ok("failed"),
            }
            held.retain(|known| known.sku != line.sku);
            held.push(line);
        }
        Ok("added")
    }
}

fn is_something(line: &Wanted) -> bool {
    line.quantity > 0 && line.sku.parse::<Sku>().is_ok()
}
