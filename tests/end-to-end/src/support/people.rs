//! People: who they are, and how they come in.

use serde_json::json;

use super::{
    http::{Answer, Request},
    outside::unique,
    shop::Shop,
};

/// Somebody with an account, logged in.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) email: String,
    pub(crate) password: String,
    pub(crate) access_token: String,
    pub(crate) refresh_token: String,
}

impl Request {
    /// As somebody.
    pub(crate) fn by(self, person: &Person) -> Self {
        self.header("authorization", format!("Bearer {}", person.access_token))
    }
}

impl Shop {
    /// Somebody new, whose address is verified by the mailed code.
    pub(crate) fn new_buyer(&self) -> Person {
        let (email, password) = (format!("{}@customers.example", unique("buyer")), unique("a long password"));
        let credentials = json!({ "email": email, "password": password });
        let answer = self.post("/signup").json(&credentials).expect(202);
        assert_eq!(answer["status"], "verification_sent");
        let code = self.code(&email, "code");
        let proof = json!({ "sign_up_id": answer.text_at("sign_up_id"), "code": code });
        let answer = self.post("/signup/verify").json(&proof).expect(200);
        Person { email, password, access_token: String::new(), refresh_token: String::new() }.with_tokens(&answer)
    }

    /// Somebody new whom the operator has made an owner.
    pub(crate) fn new_merchant(&self) -> Person {
        let person = self.new_buyer();
        self.stack.operator(&["grant-role", &person.email]);
        self.log_in(&person)
    }

    /// The same person with the tokens of a new log-in.
    pub(crate) fn log_in(&self, person: &Person) -> Person {
        let credentials = json!({ "email": person.email, "password": person.password });
        let answer = self.post("/login").json(&credentials).expect(200);
        person.clone().with_tokens(&answer)
    }

    /// The token of the mail that resets a password.
    pub(crate) fn reset_token(&self, email: &str) -> String {
        let mail = self.mail(email, "Reset your password");
        let token = |word: &&str| word.len() == 43 && !word.contains([':', '/', '.']);
        let found = mail.text.split([' ', '\n', '#']).find(token);
        found.unwrap_or_else(|| panic!("no token in {}", mail.text)).to_owned()
    }

    /// The code in the mail to `email` with `word` in its subject.
    pub(crate) fn code(&self, email: &str, word: &str) -> String {
        let mail = self.mail(email, word);
        let mut words = mail.text.split(|letter: char| !letter.is_ascii_digit());
        let code = words.find(|word| word.len() >= 6).unwrap_or_else(|| panic!("no code in {}", mail.text));
        assert!(mail.html.contains(code), "both renderings of the mail hold the code");
        code.to_owned()
    }
}

impl Person {
    /// The same person with the tokens of `answer`.
    pub(crate) fn with_tokens(self, answer: &Answer) -> Self {
        assert_eq!(answer["token_type"], "Bearer", "{}", answer.text);
        let (access_token, refresh_token) = (answer.text_at("access_token"), answer.text_at("refresh_token"));
        Self { access_token, refresh_token, ..self }
    }
}
