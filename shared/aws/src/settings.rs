//! The settings table: a row for each thing that merchants set, as JSON in the form of its route.

use std::sync::{Arc, Mutex, PoisonError};

use app_context::{AppContext, Clock, StartError};
use aws_sdk_dynamodb::{Client, types::Put};
use domain::{
    kernel::{Random, Seconds, Timestamp},
    settings::{Settings, ShippingSettings, TaxSettings},
};
use serde::{Serialize, de::DeserializeOwned};

use super::{
    AuditRow, AwsError, CorruptItem, Item, ItemExt as _,
    batch_get::{Wanted, batch_get},
    dynamodb,
    item::attributes,
    number, text,
    transaction::{commit, put},
};

/// How long settings are used after they were read.
const FRESH_SECONDS: Seconds = 30;

/// Something that merchants set, in a row of its own.
pub trait Setting: Clone + Default + Serialize + DeserializeOwned {
    /// The row: `shipping`.
    const NAME: &'static str;
}

impl Setting for ShippingSettings {
    const NAME: &'static str = "shipping";
}

impl Setting for TaxSettings {
    const NAME: &'static str = "tax";
}

/// The settings table.
#[derive(Clone, Debug)]
pub struct SettingsTable {
    client: Client,
    table: String,
    random: Random,
}

impl SettingsTable {
    /// The table whose name stands in `SETTINGS_TABLE`.
    pub fn new(context: &AppContext) -> Result<Self, StartError> {
        let table = context.environment.required("SETTINGS_TABLE")?.to_owned();
        Ok(Self { client: dynamodb(context), table, random: context.random.clone() })
    }

    /// What is set now, by a consistent read, and how often it was; nothing and 0 in a new shop.
    pub async fn get<S: Setting>(&self) -> Result<(S, u64), AwsError> {
        let get = self.client.get_item().table_name(&self.table).consistent_read(true);
        let answer = get.key("id", text(S::NAME)).send().await.map_err(|e| AwsError::new("settings.get", &e))?;
        let Some(row) = answer.item else { return Ok((S::default(), 0)) };
        Ok((read(&row)?, row.number("ver")?))
    }

    /// Sets it, if it is as it was `read`, and records who did so; `false` if it is not.
    pub async fn set<S: Setting>(
        &self,
        setting: &S,
        read: u64,
        record: &AuditRow,
        now: Timestamp,
    ) -> Result<bool, AwsError> {
        const OPERATION: &str = "settings.set";
        let json = serde_json::to_string(setting).map_err(|e| AwsError::new(OPERATION, &e))?;
        let row = attributes([
            ("id", text(S::NAME)),
            ("json", text(json)),
            ("ver", number(read + 1)),
            ("updated_ms", number(now.millis())),
        ]);
        let row = Put::builder().table_name(&self.table).set_item(Some(row));
        let row = if read == 0 {
            row.condition_expression("attribute_not_exists(id)")
        } else {
            row.condition_expression("ver = :read").expression_attribute_values(":read", number(read))
        };
        let rows = vec![put(row.build().map_err(|e| AwsError::new(OPERATION, &e))?), record.0.clone()];
        match commit(&self.client, &self.random, OPERATION, rows).await? {
            Ok(()) => Ok(true),
            Err(refused) if refused.failed(0) => Ok(false),
            Err(refused) => Err(AwsError::because(OPERATION, refused.describe())),
        }
    }

    /// All of them, in one call.
    async fn all(&self) -> Result<Settings, AwsError> {
        let key = |name: &str| attributes([("id", text(name))]);
        let wanted = Wanted {
            table: &self.table,
            keys: vec![key(ShippingSettings::NAME), key(TaxSettings::NAME)],
            attributes: "id, json",
            names: &[],
            consistent: false,
        };
        let mut settings = Settings::default();
        for row in batch_get(&self.client, &self.random, "settings.all", wanted).await? {
            match row.text("id")? {
                ShippingSettings::NAME => settings.shipping = read(&row)?,
                TaxSettings::NAME => settings.tax = read(&row)?,
                _ => {}
            }
        }
        Ok(settings)
    }
}

fn read<S: Setting>(row: &Item) -> Result<S, CorruptItem> {
    serde_json::from_str(row.text("json")?).map_err(|_| CorruptItem("json"))
}

/// The settings, read again every half a minute.
#[derive(Debug)]
pub struct KnownSettings {
    table: SettingsTable,
    clock: Clock,
    kept: Mutex<Option<(Timestamp, Arc<Settings>)>>,
}

impl KnownSettings {
    /// None read yet.
    pub fn new(context: &AppContext) -> Result<Self, StartError> {
        Ok(Self { table: SettingsTable::new(context)?, clock: context.clock.clone(), kept: Mutex::new(None) })
    }

    /// The settings as they were at most half a minute ago.
    pub async fn get(&self) -> Result<Arc<Settings>, AwsError> {
        let now = self.clock.now();
        if let Some(settings) = self.fresh(now) {
            return Ok(settings);
        }
        let settings = Arc::new(self.table.all().await?);
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = Some((now, Arc::clone(&settings)));
        Ok(settings)
    }

    /// What is in memory. A clock that was set back makes nothing fresh.
    fn fresh(&self, now: Timestamp) -> Option<Arc<Settings>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let is_fresh = |read: Timestamp| read <= now && now < read.plus_seconds(FRESH_SECONDS);
        kept.as_ref().filter(|(read, _)| is_fresh(*read)).map(|(_, settings)| Arc::clone(settings))
    }
}
