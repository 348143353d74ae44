//! `POST /v1/merchant/orders/{id}/shipments` records that units of a paid order were sent, once for each idempotency key;
//! `.../shipments/{shipment}/delivered` and `.../shipments/{shipment}/void` tell what became of a shipment.

mod body;

use app_context::{AppContext, StartError};
use domain::{
    accounts::{Identity, Permission},
    kernel::{ShipmentId, Timestamp},
    orders::ShipmentView,
};
use lambda::{
    HttpFunction,
    http::{Authenticator, Problem, Request, Response, respond},
};
use workflows::{ShipmentEnd, ShippedNow, ShippingService};

/// The function.
#[derive(Debug)]
pub struct ManageShipments {
    authenticator: Authenticator,
    shipping: ShippingService,
}

impl HttpFunction for ManageShipments {
    async fn start(context: &AppContext) -> Result<Self, StartError> {
        Ok(Self { authenticator: Authenticator::new(context)?, shipping: ShippingService::new(context)? })
    }

    async fn handle(&self, request: Request) -> Result<Response, Problem> {
        let staff = self.authenticator.require(&request, Permission::OrdersShip)?;
        let now = self.authenticator.now();
        match request.route() {
            "POST /v1/merchant/orders/{id}/shipments" => {
                let (id, key) = (request.path("id")?, request.idempotency_key()?);
                let shipment = request.json::<body::Body>()?.parse(&id, key, staff.user.clone(), now)?;
                let order = self.shipping.order(&id).await?.ok_or_else(Problem::not_found)?;
                Ok(match self.shipping.ship(order, shipment, &staff).await?? {
                    ShippedNow::New(shipment) => respond::json(201, &ShipmentView::recorded(&shipment)),
                    ShippedNow::Replayed(shipment) => {
                        let answer = respond::json(201, &ShipmentView::recorded(&shipment));
                        respond::with_header(answer, "idempotency-replayed", "true")
                    }
                })
            }
            "POST /v1/merchant/orders/{id}/shipments/{shipment}/delivered" => {
                self.end(&request, ShipmentEnd::Delivered, &staff, now).await
            }
            "POST /v1/merchant/orders/{id}/shipments/{shipment}/void" => {
                self.end(&request, ShipmentEnd::Voided, &staff, now).await
            }
            _ => Err(Problem::not_found()),
        }
    }
}

impl ManageShipments {
    /// Doing it twice is the same as once.
    async fn end(
        &self,
        request: &Request,
        end: ShipmentEnd,
        by: &Identity,
        now: Timestamp,
    ) -> Result<Response, Problem> {
        let (id, shipment): (_, ShipmentId) = (request.path("id")?, request.path("shipment")?);
        let order = self.shipping.order(&id).await?.ok_or_else(Problem::not_found)?;
        let shipment = self.shipping.end(&order, &shipment, end, by, now).await?.ok_or_else(Problem::not_found)?;
        if end.is_reached(&shipment) {
            return Ok(respond::ok(&ShipmentView::from(&shipment)));
        }
        Err(match end {
            ShipmentEnd::Delivered => {
                Problem::new(409, "shipment_voided", "The shipment was voided: its units were not sent.")
            }
            ShipmentEnd::Voided if shipment.delivered.is_none() => {
                let detail =
                    "Units of the shipment came back and were refunded, or all of the order's money goes back.";
                Problem::new(409, "shipment_refunded", detail)
            }
            ShipmentEnd::Voided => {
                let detail = "The shipment was delivered and cannot be voided any more.";
                Problem::new(409, "shipment_delivered", detail)
            }
        })
    }
}
