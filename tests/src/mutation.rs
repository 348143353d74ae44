//! Bugs planted on the wire, so that the tests are tested: a simulation that does not notice each of them proves little.
//!
//! A mutation changes what the shipped code asks for on its way out, or what it is told on its way in: a condition is
//! gone, a key is missing, a failure looks like a success. The code itself is the one that ships, and nothing is built again.
//! One context has at most one, so runs on several threads do not meet. What no wire shows, an order of steps or a rule that asks
//! nobody, is planted in the sources: `tests/mutations`.

mod edits;

use serde_json::{Value, json};

use self::edits::{
    becomes, forget, is_of, is_payment, never_expires, or_whenever_there_is, rename_shipments, text, whatever_its_end,
    without, write_what_was_read, writes,
};
use crate::{
    call::{Operation, Service},
    dynamo::Dynamo,
    faults::Outcome,
    provider::{HttpRequest, HttpResponse, json_answer},
};

/// Declares the mutations, each with its number in the list, and in a sentence what is wrong.
macro_rules! mutations {
    ($($(#[doc = $shows:literal])* $mutation:ident = $number:literal, $what:literal;)*) => {
        /// A bug that can be planted on the wire, with its number, what is wrong, and how it shows.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Mutation {
            $(
                #[doc = concat!("M", $number, ": ", $what)]
                #[doc = ""]
                $(#[doc = $shows])*
                $mutation,
            )*
        }

        impl Mutation {
            /// Every mutation, in the order of the list.
            pub const ALL: &[Self] = &[$(Self::$mutation),*];

            /// Its number in the list: `M1`.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self { $(Self::$mutation => concat!("M", $number),)* }
            }

            /// What is wrong, in a sentence.
            #[must_use]
            pub const fn what(self) -> &'static str {
                match self { $(Self::$mutation => $what,)* }
            }
        }
    };
}

mutations! {
    /// Two buyers take the last unit, or one asks for more than there is: 201, and what is available falls below zero.
    StockConditionDropped = 1, "An order's stock is taken without looking whether there is enough.";
    /// Two orders of one SKU, or an order and an adjustment, each read before the other writes: one taking is lost.
    StockReadThenWritten = 2, "Stock is read, then written as a number of its own, with no condition on what was read.";
    /// A repeat under the same key takes the stock again, and sets a paid order back to pending, without its intent.
    OrderOverwritten = 3, "An order is written whether or not it exists already.";
    /// Another body under a used key gets the first order and 201, where 422 is due.
    FingerprintIgnored = 5, "A used key answers with its order, whatever the body asks for.";
    /// A lost answer, or two calls at once, leave two intents for one order. To the provider, no key is the same as a
    /// random one for each attempt.
    ProviderKeyFresh = 7, "Creating an intent goes out under no key that a repeat would share.";
    /// The order ends before the link: the buyer can pay an intent that is not the order's.
    SecretBeforeLink = 8, "The intent is handed out, and confirmed, although it could not be linked to the order.";
    /// A slow worker marks an order paid again whose receipt has been sent meanwhile: it is sent twice.
    SettledFromAnyState = 11, "An order is marked paid whatever state it is in.";
    /// A slow cancel or sweep, which read the order as pending, takes an ended order back: its stock returns twice.
    EndOverwritten = 12, "An order is given up whatever state it is in, also when it has ended meanwhile.";
    /// The queue refuses the message: the provider gets its 200 and never repeats the event.
    WebhookThankedEarly = 14, "An event is answered with 200 although the queue did not take it.";
    /// A pending order that was due early, because the provider had been silent, expires before its window closes.
    SweepTrustsIndex = 18, "The sweep takes an order for due and expired because the index says so.";
    /// The queue refuses the receipt's message, or the process ends before it is sent: nobody asks for the receipt again.
    DueRemovedBeforeReceipt = 19, "A paid order loses its deadline before its receipt is sent.";
    /// A session or a code is good for as long as its row exists, and rows stay for days after their time to live.
    ExpiryLeftToTtl = 28, "Sessions and codes are good until the table removes their rows.";
    /// The order ends, or the process does, between the payment and the link: money for an order that does not know it.
    CreatedConfirmed = 29, "The intent is created and confirmed in one call, before it is linked to the order.";
    /// The refund ends while the receipt is on its way: if that is lost, nobody asks for it again.
    RefundForgetsReceipt = 31, "A refunded order loses its deadline although its receipt is still owed.";
    /// Two of the staff, who both read the order before the other wrote, send the same units: more than was paid for.
    UnitsTakenTwice = 32, "A shipment is added whatever was sent since the order was read.";
    /// A refund begins after the order was read: what goes back to the buyer is sent to the buyer.
    /// Whoever read the shipment as under way voids what was delivered meanwhile: its units are sent again.
    ShipmentEndOverwritten = 34, "A shipment is voided or delivered whatever became of it meanwhile.";
    /// Two workers with two versions of an order: the older one is written last, and the sums have both.
    DeskGoesBack = 35, "An order's row of the desk is replaced whichever version somebody else wrote meanwhile.";
    /// The message comes twice, or two workers have it at once: the buyer is told twice.
    NoticeTakenTwice = 36, "The mail about a shipment is taken on although another worker is at it.";
    /// A merchant repeats what was not answered: the same parcel is recorded twice.
    ShipmentKeyForgotten = 37, "A shipment that was recorded under a key is not recognised when the key comes again.";
    /// The queue refuses the message: the shipment is recorded, and its buyer never hears of it.
    NoticeThankedEarly = 38, "A shipment is recorded although the queue did not take the word of it.";
}

impl Mutation {
    /// Whether it is in what the function called `name` asks for.
    pub(crate) fn is_in(self, name: &str) -> bool {
        match self {
            Self::SweepTrustsIndex => name == "sweep-orders",
            Self::WebhookThankedEarly => name == "receive-stripe-event",
            Self::ShipmentKeyForgotten | Self::NoticeThankedEarly => name == "manage-shipments",
            _ => true,
        }
    }

    /// Changes what is asked of the provider.
    pub(crate) fn spoil_request(self, request: &mut HttpRequest) {
        if request.method() != http::Method::POST || request.uri().path() != "/v1/payment_intents" {
            return;
        }
        match self {
            Self::ProviderKeyFresh => drop(request.headers_mut().remove("idempotency-key")),
            // Which card the buyer chose is not to be seen here: it is a good one.
            Self::CreatedConfirmed => request.body_mut().extend(b"&payment_method=pm_card_visa&confirm=true"),
            _ => {}
        }
    }

    /// Changes what is asked of the tables, as these are when it is asked.
    pub(crate) fn spoil_operation(self, operation: &mut Operation, tables: &Dynamo) {
        if operation.service == Service::DynamoDb && !operation.is_read() {
            writes(operation).for_each(|write| self.spoil_write(write, tables));
        }
    }

    fn spoil_write(self, write: &mut Value, tables: &Dynamo) {
        let condition = text(&write["ConditionExpression"]);
        match self {
            Self::StockConditionDropped => without(write, "available >= :q"),
            Self::StockReadThenWritten => write_what_was_read(write, tables),
            Self::OrderOverwritten if condition == "attribute_not_exists(id)" => {
                write.as_object_mut().expect("a write").remove("ConditionExpression");
            }
            Self::SettledFromAnyState if is_payment(write) => {
                let states = condition.split(" AND ").next().unwrap_or_default();
                or_whenever_there_is(write, states, "id");
                without(write, " AND attribute_not_exists(receipt)");
            }
            Self::EndOverwritten if becomes(write, &["expiring", "cancelling"]) && condition == "#state = :from" => {
                or_whenever_there_is(write, "#state = :from", "id");
            }
            Self::DueRemovedBeforeReceipt if is_payment(write) => {
                write["UpdateExpression"] =
                    json!("SET #state = :to, receipt = :receipt REMOVE due_shard, due_at_ms ADD ver :one");
                forget(write, &[":shard", ":due"]);
            }
            Self::RefundForgetsReceipt if condition.contains("receipt IN (:open, :sending)") => {
                let update = text(&write["UpdateExpression"]);
                let never = update.replace(", due_shard = :shard, due_at_ms = :due", " REMOVE due_shard, due_at_ms");
                let anyhow = condition.replace(" AND receipt IN (:open, :sending)", "");
                write["UpdateExpression"] = json!(never);
                write["ConditionExpression"] = json!(anyhow.replace(" AND NOT receipt IN (:open, :sending)", ""));
                forget(write, &[":open", ":sending", ":shard", ":due"]);
            }
            Self::ExpiryLeftToTtl if is_of(&write["TableName"], "accounts") => {
                or_whenever_there_is(write, "expires_ms > :now", "expires_ms");
            }
            Self::UnitsTakenTwice => {
                or_whenever_there_is(write, "attribute_not_exists(fulfilment_version)", "id");
                or_whenever_there_is(write, "fulfilment_version = :version", "id");
            }
            Self::ShipmentEndOverwritten if condition.contains(".delivered_ms)") => whatever_its_end(write),
            Self::DeskGoesBack if is_of(&write["TableName"], "desk") => {
                or_whenever_there_is(write, "attribute_not_exists(pk)", "pk");
                or_whenever_there_is(write, "ver = :read", "pk");
            }
            Self::NoticeTakenTwice if condition.contains(".notice_lease_ms <= :now)") => {
                let always = condition.replace("<= :now)", "<= :now OR attribute_exists(id))");
                write["ConditionExpression"] = json!(always);
            }
            _ => {}
        }
    }

    /// Changes what the shop is told, once everything has happened.
    pub(crate) fn spoil_outcome(self, operation: &Operation, outcome: Outcome) -> Outcome {
        match (self, outcome) {
            (Self::WebhookThankedEarly | Self::NoticeThankedEarly, _) if operation.name == "SendMessage" => {
                Outcome::Answer(json_answer(200, &json!({ "MessageId": "nobody-took-it" })))
            }
            (_, Outcome::Answer(answer)) if operation.service == Service::DynamoDb => {
                Outcome::Answer(self.spoiled(operation, answer))
            }
            (_, outcome) => outcome,
        }
    }

    fn spoiled(self, operation: &Operation, answer: HttpResponse) -> HttpResponse {
        let (asked, mut told) = (&operation.body, serde_json::from_slice(answer.body()).unwrap_or(Value::Null));
        let is_of = |table: &str| operation.tables().iter().any(|name| is_of(&json!(name), table));
        match self {
            Self::FingerprintIgnored => {
                let asked = &asked["TransactItems"][0]["Put"]["Item"]["fingerprint"];
                let Some(known) = told.pointer_mut("/CancellationReasons/0/Item/fingerprint") else { return answer };
                *known = asked.clone();
            }
            Self::SecretBeforeLink if text(&asked["UpdateExpression"]).starts_with("SET payment_intent = :intent") => {
                let Some(order) = told.get("Item") else { return answer };
                let mut order = order.clone();
                order["payment_intent"] = asked["ExpressionAttributeValues"][":intent"].clone();
                return json_answer(200, &json!({ "Attributes": order }));
            }
            Self::SweepTrustsIndex if operation.name == "GetItem" && is_of("orders") => {
                let Some(order) = told.get_mut("Item") else { return answer };
                for due in ["due_at_ms", "expires_ms"] {
                    order[due] = json!({ "N": "0" });
                }
            }
            Self::ExpiryLeftToTtl if is_of("accounts") => never_expires(&mut told),
            Self::ShipmentKeyForgotten if operation.name == "GetItem" && is_of("orders") => rename_shipments(&mut told),
            _ => return answer,
        }
        let (parts, _) = answer.into_parts();
        HttpResponse::from_parts(parts, told.to_string().into_bytes())
    }
}

/// `M1 StockConditionDropped`.
impl std::fmt::Display for Mutation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {self:?}", self.id())
    }
}
