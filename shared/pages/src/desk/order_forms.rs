//! What can be done about an order: its forms, of which a page shows those that the order and the role allow.

use domain::accounts::Permission;

use super::{
    Attempt, Frame,
    form::{Field, Form},
    shapes::{Balance, Order},
    words::{money, plain_amount},
};

/// The forms of an order.
#[derive(Debug)]
pub(crate) struct Forms {
    pub(crate) ship: Option<Form>,
    pub(crate) refund_lines: Option<Form>,
    pub(crate) refund_amount: Option<Form>,
    pub(crate) refund_all: Option<Form>,
    pub(crate) cancel: Option<Form>,
    pub(crate) decide: Option<Form>,
}

/// Why money goes back, as the API names it.
const REASONS: [&str; 5] = ["requested_by_customer", "damaged", "duplicate", "fraudulent", "other"];
/// What may become of an order in review.
const OUTCOMES: [&str; 3] = ["accept", "refund", "cancel"];

impl Forms {
    pub(crate) fn new(frame: &Frame<'_>, order: &Order, balances: &[Balance], attempt: Option<&Attempt>) -> Self {
        let action = format!("/desk/orders/{}", order.id);
        let form = |act| Form::new(frame, &action, act, "", attempt);
        let (may_ship, may_refund) = (frame.may(Permission::OrdersShip), frame.may(Permission::OrdersRefund));
        let is = |states: &[&str]| states.contains(&order.state.as_str());
        let to_ship = balances.iter().any(|balance| balance.to_ship > 0);
        let left = order.left_minor();
        let refunds = may_refund && is(&["paid", "refunding"]) && left > 0;
        let has_units = balances.iter().any(|balance| balance.to_ship + balance.shipped > balance.returned);
        Self {
            ship: (may_ship && is(&["paid"]) && to_ship).then(|| ship(frame, form("ship"), balances)),
            refund_lines: (refunds && has_units).then(|| refund_lines(frame, form("refund-lines"), balances)),
            refund_amount: refunds.then(|| refund_amount(frame, form("refund-amount"), order)),
            refund_all: refunds.then(|| form("refund-all").danger().field(reason(frame))),
            cancel: (may_refund && is(&["pending"])).then(|| form("cancel").danger()),
            decide: (may_refund && is(&["needs_review"])).then(|| decide(frame, form("decide"), order)),
        }
    }

    /// Whether there is anything to do about the money.
    pub(crate) fn has_refunds(&self) -> bool {
        self.refund_amount.is_some()
    }
}

fn ship(frame: &Frame<'_>, form: Form, balances: &[Balance]) -> Form {
    let units = balances.iter().filter(|balance| balance.to_ship > 0).map(|balance| {
        let left = balance.to_ship.to_string();
        let hint = frame.language.with("desk-units-left", &[("left", &left)]);
        Field::units(&format!("units {}", balance.sku), balance.name.clone(), &left, Some(balance.to_ship)).hint(hint)
    });
    form.fields(units)
        .field(Field::text("carrier", frame.t("desk-carrier"), "").required())
        .field(Field::text("tracking_number", frame.t("desk-tracking-number"), ""))
        .field(Field::text("tracking_url", frame.t("desk-tracking-url"), "").hint(frame.t("desk-tracking-url-hint")))
}

fn refund_lines(frame: &Frame<'_>, form: Form, balances: &[Balance]) -> Form {
    let fields = balances.iter().flat_map(|balance| {
        let label = |name: &str| frame.language.with(name, &[("name", &balance.name)]);
        let came_back = balance.shipped.saturating_sub(balance.returned);
        let of = |name: &str, label: String, most: u64| {
            let hint = frame.language.with("desk-units-at-most", &[("left", &most.to_string())]);
            (most > 0).then(|| Field::units(&format!("{name} {}", balance.sku), label, "", Some(most)).hint(hint))
        };
        let unsent = of("unsent", label("desk-refund-unsent"), balance.to_ship);
        [unsent, of("returned", label("desk-refund-returned"), came_back)].into_iter().flatten()
    });
    form.fields(fields).field(reason(frame)).field(Field::check("restock", frame.t("desk-restock"), true))
}

fn refund_amount(frame: &Frame<'_>, form: Form, order: &Order) -> Form {
    let left = money(frame.language, order.left_minor(), &order.currency);
    let hint = frame.language.with("desk-amount-hint", &[("left", &left)]);
    let label = frame.language.with("desk-amount-in", &[("currency", &order.currency)]);
    form.field(Field::amount("amount", label, "").required().hint(hint)).field(reason(frame))
}

fn reason(frame: &Frame<'_>) -> Field {
    let choices = REASONS.map(|reason| (reason.to_owned(), frame.word("reason", reason)));
    Field::choice("reason", frame.t("desk-reason"), choices.into(), REASONS[0]).required()
}

fn decide(frame: &Frame<'_>, form: Form, order: &Order) -> Form {
    let choices = OUTCOMES.map(|outcome| (outcome.to_owned(), frame.word("decide", outcome)));
    let intent = order.payment_intent.as_deref().unwrap_or_default();
    let seen = plain_amount(order.received_minor.unwrap_or(order.total_minor), &order.currency);
    let label = frame.language.with("desk-received-in", &[("currency", &order.currency)]);
    form.danger()
        .field(Field::choice("outcome", frame.t("desk-outcome"), choices.into(), OUTCOMES[0]).required())
        .field(
            Field::text("payment_intent", frame.t("desk-payment-intent"), intent)
                .hint(frame.t("desk-payment-intent-hint")),
        )
        .field(Field::amount("received", label, &seen).hint(frame.t("desk-received-hint")))
}
