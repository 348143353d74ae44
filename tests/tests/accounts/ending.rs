//! What ends what: every cell of the table in `docs/what-ends-what.md`, by the real handlers.

use std::collections::BTreeMap;

use aws::AccountsTable;
use domain::{
    accounts::{Role, RoleChange},
    kernel::Email,
};
use serde_json::{Value, json};
use tests::{Call, repository};

use crate::accounts_client::{ADA, AccountsClient, OTHER_PASSWORD, PASSWORD, access_token, refresh_token};

const NEW: &str = "ada@mill.example";
const THIRD_PASSWORD: &str = "four kettles on one stove";

/// An account with everything that an event may end.
struct Scene {
    client: AccountsClient,
    here: Value,
    there: Value,
    change_code: String,
    reset_tokens: [String; 2],
    sign_up: (String, String),
    email: &'static str,
    password: &'static str,
}

impl Scene {
    async fn open() -> Self {
        let client = AccountsClient::open().await;
        client.sign_up(ADA, OTHER_PASSWORD).await.expect(202);
        let id = client.sign_up_of(ADA);
        let sign_up = (id.clone(), client.code_of_sign_up(&id));
        let here = client.enrol(ADA, PASSWORD).await;
        let there = client.log_in(ADA, PASSWORD).await.expect(200);
        client.create_email_change(&access_token(&here), NEW, PASSWORD).await.expect(202);
        let change_code = client.code_of(NEW).await;
        let mut reset_tokens = [String::new(), String::new()];
        for token in &mut reset_tokens {
            client.create_password_reset(ADA).await.expect(202);
            *token = client.reset_token_of(ADA).await;
        }
        Self { client, here, there, change_code, reset_tokens, sign_up, email: ADA, password: PASSWORD }
    }

    async fn let_happen(&mut self, event: &str) {
        let (client, here) = (&self.client, access_token(&self.here));
        match event {
            "log-out" => drop(client.log_out(&here).await.expect(204)),
            "ended from another session" => {
                let session = refresh_token(&self.here).split('.').nth(1).expect("a session").to_owned();
                client.end_sessions(&access_token(&self.there), &format!("/{session}")).await.expect(204);
            }
            "all sessions ended" => drop(client.end_sessions(&access_token(&self.there), "").await.expect(204)),
            "password reset" => {
                client.reset(&self.reset_tokens[1], OTHER_PASSWORD).await.expect(200);
                self.password = OTHER_PASSWORD;
            }
            "role granted or revoked" => set_role(client, Role::Manager).await,
            "account closed" => drop(client.close(&access_token(&self.there), PASSWORD).await.expect(204)),
            "new password" => {
                client.change_password(&here, PASSWORD, OTHER_PASSWORD).await.expect(204);
                self.password = OTHER_PASSWORD;
            }
            "new address" => {
                client.apply_email_change(&here, &self.change_code).await.expect(204);
                self.email = NEW;
            }
            other => panic!("no event: {other}"),
        }
    }

    /// Whether `what` is still valid. It is used up by the question.
    async fn is_valid(&self, what: &str) -> bool {
        let (client, here) = (&self.client, access_token(&self.here));
        let (answer, good) = match what {
            "e-mail change that waits for its code" => (client.apply_email_change(&here, &self.change_code).await, 204),
            "reset token in a mail" => (client.reset(&self.reset_tokens[0], THIRD_PASSWORD).await, 200),
            "refresh token of this session" => (client.refresh(&refresh_token(&self.here)).await, 200),
            "refresh token of another session" => (client.refresh(&refresh_token(&self.there)).await, 200),
            "access token of this session, for five minutes, to read and to buy" => return client.serves(&here).await,
            "access token of this session, to change the account" => {
                (client.create_email_change(&here, "ada@other.example", self.password).await, 202)
            }
            "device token" => return self.device_is_known().await,
            "older sign-up with the account's address" => {
                (client.verify_sign_up(&self.sign_up.0, &self.sign_up.1).await, 200)
            }
            other => panic!("nothing to end: {other}"),
        };
        assert!(answer.status == good || [401, 422].contains(&answer.status), "{what}: {answer:?}");
        answer.status == good
    }

    /// A device that is known is not told to wait when strangers have used up the account's attempts.
    async fn device_is_known(&self) -> bool {
        for n in 0..10 {
            self.client.log_in_from(&format!("198.51.100.{n}"), self.email, THIRD_PASSWORD).await.expect(401);
        }
        self.client.log_in(self.email, self.password).await.expect_problem(429, "too_many_attempts");
        let device = &self.here["device_token"];
        let body = json!({ "email": self.email, "password": self.password, "device_token": device });
        self.client.log_in_with(Call::post("/v1/login").json(&body)).await.status != 429
    }
}

async fn set_role(client: &AccountsClient, role: Role) {
    let context = client.shop.world_with(client.shop.variables_of("log-in"));
    let accounts = AccountsTable::new(&context).expect("a table");
    let email = Email::parse(ADA).expect("an address").digest();
    let account = accounts.account(&email).await.expect("AWS answers").expect("an account");
    let now = client.shop.clock.now();
    let changed = accounts.set_role(&account, role, None, None, now).await.expect("AWS answers");
    assert_eq!(changed, RoleChange::Applied);
}

/// The table of the page: for each event, what it leaves `valid` and `void`.
fn table() -> BTreeMap<String, Vec<(String, bool)>> {
    let page = std::fs::read_to_string(repository().join("docs/what-ends-what.md")).expect("a page");
    let cells = |line: &str| line.trim_matches('|').split('|').map(|it| it.trim().to_owned()).collect::<Vec<_>>();
    let mut lines = page.lines().skip_while(|line| !line.starts_with("| what | log-out"));
    let events = cells(lines.next().expect("a table"));
    let mut table: BTreeMap<String, Vec<(String, bool)>> = BTreeMap::new();
    for row in lines.skip(1).take_while(|line| line.starts_with('|')).map(cells) {
        assert_eq!(row.len(), events.len(), "{row:?}");
        for (event, cell) in events.iter().zip(&row).skip(1) {
            assert!(["valid", "void"].contains(&cell.as_str()), "{row:?}");
            table.entry(event.clone()).or_default().push((row[0].clone(), cell == "valid"));
        }
    }
    table
}

async fn holds(event: &str) {
    for (what, valid) in &table()[event] {
        let mut scene = Scene::open().await;
        scene.let_happen(event).await;
        assert_eq!(scene.is_valid(what).await, *valid, "after {event}: {what}");
    }
}

macro_rules! events {
    ($($test:ident: $event:literal;)*) => {
        $(
            #[tokio::test(start_paused = true)]
            async fn $test() {
                holds($event).await;
            }
        )*

        #[test]
        fn every_event_of_the_page_is_tried() {
            let tried = [$($event),*];
            assert_eq!(table().keys().cloned().collect::<Vec<_>>(), {
                let mut tried = tried.map(str::to_owned).to_vec();
                tried.sort();
                tried
            });
            assert!(table().values().all(|column| column.len() == 8));
        }
    };
}

events! {
    the_page_is_right_about_a_log_out: "log-out";
    the_page_is_right_about_a_session_ended_from_another: "ended from another session";
    the_page_is_right_about_the_end_of_all_sessions: "all sessions ended";
    the_page_is_right_about_a_reset: "password reset";
    the_page_is_right_about_a_role: "role granted or revoked";
    the_page_is_right_about_a_closed_account: "account closed";
    the_page_is_right_about_a_new_password: "new password";
    the_page_is_right_about_a_new_address: "new address";
}

#[tokio::test(start_paused = true)]
async fn before_any_event_everything_but_the_older_sign_up_is_valid() {
    for (what, _) in &table()["log-out"] {
        let scene = Scene::open().await;
        assert_eq!(scene.is_valid(what).await, what != "older sign-up with the account's address", "{what}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_change_is_confirmed_by_no_other_session_and_another_session_uses_up_no_try() {
    let scene = Scene::open().await;
    for _ in 0..10 {
        let answer = scene.client.apply_email_change(&access_token(&scene.there), &scene.change_code).await;
        answer.expect_problem(422, "invalid_code");
    }
    assert!(scene.is_valid("e-mail change that waits for its code").await);
}

#[tokio::test(start_paused = true)]
async fn a_log_in_beside_the_end_of_a_role_keeps_no_session_with_it() {
    let mut opened = 0;
    for head_start_ms in 0..16 {
        let client = AccountsClient::open().await;
        client.enrol(ADA, PASSWORD).await;
        set_role(&client, Role::Manager).await;
        let revoke = async {
            tokio::time::sleep(std::time::Duration::from_millis(head_start_ms)).await;
            set_role(&client, Role::Buyer).await;
        };
        let (log_in, ()) = tokio::join!(client.log_in(ADA, PASSWORD), revoke);
        let tokens = log_in.expect(200);
        let renewed = client.refresh(&refresh_token(&tokens)).await;
        if renewed.status == 200 {
            // It read the account after the revocation.
            let fresh = client.me(&access_token(&renewed.json())).await.expect(200);
            assert_eq!(fresh["role"], "buyer");
            let rows = client.rows("USER#");
            let newest =
                rows.iter().filter(|row| row["token_digest"].is_string()).map(|row| row["session_epoch"].clone());
            assert!(newest.max_by_key(serde_json::Value::as_u64) == Some(json!(2)), "{rows:?}");
        } else {
            opened += 1;
            renewed.expect_problem(401, "session_ended");
        }
    }
    assert!(opened > 0, "the race was run");
}
