//! Images: what is uploaded becomes pictures of its product or is refused with a reason, whatever the file and whoever else is at work.

#![allow(clippy::expect_used, reason = "these are tests")]

mod arranging;
mod files;
mod refusing;
mod serving;
mod working;

use serde_json::{Value, json};
use tests::{Answer, Call, Function, Shop};

/// A shop with one product, whoever manages it, and who looks at uploads.
pub(crate) struct Studio {
    pub(crate) shop: Shop,
    pub(crate) manage: Function,
    pub(crate) resize: Function,
}

impl Studio {
    pub(crate) async fn open() -> Self {
        let shop = Shop::open();
        shop.stock("tea", 5);
        let (manage, resize) = (shop.start("manage-products").await, shop.start("resize-images").await);
        Self { shop, manage, resize }
    }

    /// A request by the merchant.
    pub(crate) async fn ask(&self, call: Call) -> Answer {
        self.shop.call(&self.manage, call.bearer(&self.shop.merchant())).await
    }

    pub(crate) async fn form_of(&self, product: &str, body: &Value) -> Answer {
        let call = Call::post(&format!("/v1/merchant/products/{product}/images"));
        self.ask(call.path_parameter("id", product).json(body)).await
    }

    /// A form for a file of this type.
    pub(crate) async fn form(&self, content_type: &str) -> Value {
        self.form_of("tea", &json!({ "content_type": content_type, "alt": "Tee in Dosen é" })).await.expect(200)
    }

    /// Uploads a file by a form of its own. The image's identifier.
    pub(crate) async fn upload(&self, bytes: &[u8]) -> String {
        // Forms of one millisecond would be in no order.
        self.shop.wait_seconds(1);
        let form = self.form("image/png").await;
        assert_eq!(self.shop.upload(&form, bytes), 204);
        form["image_id"].as_str().expect("an identifier").to_owned()
    }

    /// Looks at everything that was uploaded.
    pub(crate) async fn work_off(&self) {
        self.shop.queue("images").work_off(&self.resize).await;
    }

    /// The product as merchants see it.
    pub(crate) async fn product(&self) -> Answer {
        self.ask(Call::get("/v1/merchant/products/tea").path_parameter("id", "tea")).await
    }

    /// Its images.
    pub(crate) async fn images(&self) -> Vec<Value> {
        self.product().await.expect(200)["images"].as_array().expect("images").clone()
    }

    /// The identifiers of its images.
    pub(crate) async fn ids(&self) -> Vec<String> {
        self.images().await.iter().map(|image| image["id"].as_str().expect("an identifier").to_owned()).collect()
    }

    /// What waits to be looked at.
    pub(crate) fn waiting(&self) -> Vec<String> {
        self.shop.buckets.keys().into_iter().filter(|key| key.starts_with("incoming/")).collect()
    }
}
