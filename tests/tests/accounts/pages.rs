//! The pages of an account, by forms alone.

use serde_json::json;
use tests::{Answer, Browser, Call, Function};

use crate::accounts_client::{ADA, AccountsClient, OTHER_PASSWORD, PASSWORD};

/// Somebody at the pages of accounts.
struct Person {
    accounts: AccountsClient,
    show: Function,
    browser: Browser,
}

impl Person {
    async fn open() -> Self {
        let accounts = AccountsClient::open().await;
        let show = accounts.shop.start("show-account").await;
        Self { accounts, show, browser: Browser::default() }
    }

    /// Somebody who is logged in.
    async fn logged_in() -> Self {
        let mut person = Self::open().await;
        person.accounts.enrol(ADA, PASSWORD).await;
        person.get("/log-in").await;
        person.post("/log-in", &[("email", ADA), ("password", PASSWORD)]).await;
        person
    }

    async fn get(&mut self, path: &str) -> Answer {
        self.browser.get(&self.accounts.shop, &self.show, path).await
    }

    async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.browser.post(&self.accounts.shop, &self.show, path, fields).await
    }

    fn is_logged_in(&self) -> bool {
        self.browser.cookies.iter().any(|(name, _)| name == "__Host-session")
    }
}

#[tokio::test]
async fn somebody_signs_up_and_changes_the_name() {
    let mut person = Person::open().await;
    assert_eq!(person.get("/account").await.leads_to(), "/log-in?next=%2Faccount");
    person.get("/sign-up").await;
    let page = person.post("/sign-up", &[("email", ADA), ("password", PASSWORD)]).await;
    let (_, rest) = page.body.split_once("name=\"sign_up_id\" value=\"").expect("a form for the code");
    let sign_up = rest.split('"').next().expect("a sign-up").to_owned();
    person.accounts.mails_to(ADA).await;
    let code = person.accounts.code_of_sign_up(&sign_up);
    let wrong = person.post("/sign-up/verify", &[("sign_up_id", &sign_up), ("code", "00000000")]).await;
    assert!(wrong.status == 422 && wrong.body.contains("role=\"alert\""), "{wrong:?}");
    let right = person.post("/sign-up/verify", &[("sign_up_id", &sign_up), ("code", &code)]).await;
    assert_eq!(right.leads_to(), "/account");
    assert!(person.get("/account").await.body.contains(ADA));

    assert_eq!(person.post("/account/name", &[("name", "<b>Ada</b>")]).await.leads_to(), "/account?done=name");
    let page = person.get("/account?done=name").await.body;
    assert!(page.contains("Your name is saved.") && !page.contains("<b>Ada"), "{page}");
}

#[tokio::test]
async fn a_wrong_password_is_told_at_the_form_and_a_right_one_leads_on() {
    let mut person = Person::logged_in().await;
    person.get("/account").await;
    assert_eq!(person.post("/log-out", &[]).await.leads_to(), "/");
    assert!(!person.is_logged_in());
    person.get("/log-in").await;
    let refused = person.post("/log-in", &[("email", ADA), ("password", OTHER_PASSWORD)]).await;
    let (has_address, has_password) = (refused.body.contains(ADA), refused.body.contains(OTHER_PASSWORD));
    assert_eq!((refused.status, has_address, has_password), (401, true, false));
    for (next, leads_to) in [("https://evil.example/", "/account"), ("//evil.example", "/account"), ("/desk", "/desk")]
    {
        let fields = [("email", ADA), ("password", PASSWORD), ("next", next)];
        assert_eq!(person.post("/log-in", &fields).await.leads_to(), leads_to);
    }
}

#[tokio::test]
async fn an_account_is_closed_on_a_page() {
    let mut person = Person::logged_in().await;
    person.get("/account/close").await;
    let refused = person.post("/account/close", &[("password", OTHER_PASSWORD)]).await;
    assert!(refused.status >= 400 && person.is_logged_in(), "{refused:?}");
    let closed = person.post("/account/close", &[("password", PASSWORD)]).await;
    assert!(closed.body.contains("Your account is closed."), "{}", closed.body);
    assert_eq!(person.get("/account").await.status, 303);
}

#[tokio::test]
async fn a_password_is_reset_by_the_link_of_a_mail() {
    let mut person = Person::logged_in().await;
    person.get("/reset").await;
    assert!(person.post("/reset", &[("email", ADA)]).await.body.contains("a mail is on its way"));
    let token = person.accounts.reset_token_of(ADA).await;
    person.get("/reset/confirm").await;
    let done = person.post("/reset/confirm", &[("token", &token), ("password", OTHER_PASSWORD)]).await;
    assert!(done.status == 200 && !person.is_logged_in(), "{done:?}");
    person.get("/log-in").await;
    assert_eq!(person.post("/log-in", &[("email", ADA), ("password", OTHER_PASSWORD)]).await.leads_to(), "/account");
}

#[tokio::test]
async fn a_session_is_renewed_behind_a_page_and_ends_everywhere() {
    let mut person = Person::logged_in().await;
    let before = person.browser.cookies.clone();
    person.accounts.shop.wait_seconds(600);
    assert_eq!(person.get("/account").await.status, 200);
    assert_ne!(person.browser.cookies, before, "another access token");
    assert_eq!(person.post("/account/sessions", &[]).await.leads_to(), "/log-in?next=%2Faccount");
    assert!(!person.is_logged_in());
    person.browser.cookies = before;
    assert_eq!(person.get("/account").await.status, 303, "it has ended in a copy of the cookies, too");
}

#[tokio::test]
async fn the_password_changes_and_everything_is_exported() {
    let mut person = Person::logged_in().await;
    person.get("/account").await;
    let fields = [("current_password", PASSWORD), ("password", OTHER_PASSWORD)];
    assert_eq!(person.post("/account/password", &fields).await.leads_to(), "/account?done=password");
    let file = person.get("/account/export").await;
    if file.status == 200 {
        assert!(file.header("content-disposition").is_some_and(|it| it.starts_with("attachment")));
        assert!(file.body.contains(ADA));
    } else {
        assert_eq!(file.leads_to(), "/log-in?next=%2Faccount", "a new password ends the session");
    }
}

#[tokio::test]
async fn a_form_of_another_site_or_browser_does_nothing() {
    let mut person = Person::logged_in().await;
    person.get("/account").await;
    let token = person.browser.form_token.clone();
    let before = person.accounts.shop.state();
    let with = |token: &str| Call::form("/account/name", &[("name", "Eve"), ("form_token", token)]);
    let foreign = [
        with(&token).header("sec-fetch-site", "cross-site"),
        with(&token).header("sec-fetch-site", "same-site"),
        with(&token).header("origin", "https://evil.example"),
        with(&token).header("origin", "null"),
        with("").header("sec-fetch-site", "same-origin"),
        with("aaaaaaaaaaaaaaaaaaaaaaaaaa").header("sec-fetch-site", "same-origin"),
        Call::post("/account/name").json(&json!({ "name": "Eve", "form_token": token })),
    ];
    for call in foreign {
        let answer = person.browser.send(&person.accounts.shop, &person.show, call.clone()).await;
        assert!([403, 415].contains(&answer.status), "{call:?}: {}", answer.status);
    }
    assert_eq!(person.accounts.shop.state(), before);
}
