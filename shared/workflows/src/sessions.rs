//! Opening and refreshing sessions: shared by sign-up, log-in and refresh.

use app_context::{AppContext, StartError};
use aws::Parameters;
use domain::{
    accounts::{
        ACCESS_TOKEN_LIFETIME_SECONDS, Account, Identity, InvalidKey, KnownDevices, RefreshToken, Role, RotationKey,
        Session, TokenSigner, device_name,
    },
    kernel::{EmailDigest, Random, Seconds, Secret, Timestamp, UserId},
};
use serde::{Serialize, Serializer};

/// Issues tokens. Only functions that may read the signing key have one.
#[derive(Debug)]
pub struct TokenIssuer {
    signer: TokenSigner,
    devices: KnownDevices,
    rotation: RotationKey,
    random: Random,
}

impl TokenIssuer {
    /// With the key in the parameter named by `ACCESS_TOKEN_SIGNING_KEY_PARAMETER`.
    pub async fn start(context: &AppContext) -> Result<Self, StartError> {
        let key = Parameters::new(context).secret_named_by(context, "ACCESS_TOKEN_SIGNING_KEY_PARAMETER").await?;
        let signer = TokenSigner::new(context.environment.required("ACCESS_TOKEN_ISSUER")?, &key).map_err(
            |InvalidKey(reason)| StartError::Invalid { name: "the access token signing key".to_owned(), reason },
        )?;
        let (devices, rotation) = (KnownDevices::new(&key), RotationKey::new(&key));
        Ok(Self { signer, devices, rotation, random: context.random.clone() })
    }

    /// A new session of `account` on the device that calls itself `user_agent`, to be stored before its tokens are given out.
    #[must_use]
    pub fn open(&self, account: &Account, user_agent: &str, now: Timestamp) -> Session {
        Session {
            token: RefreshToken::first(&account.user, &self.random),
            role: account.role,
            session_epoch: account.session_epoch,
            device: device_name(user_agent),
            created: now,
        }
    }

    /// Which devices have logged in before.
    #[must_use]
    pub fn devices(&self) -> &KnownDevices {
        &self.devices
    }

    /// A token by which the device that has just logged in to the account of `email` is known again.
    #[must_use]
    pub fn device_token(&self, email: &EmailDigest) -> Secret {
        self.devices.issue(email, &self.random)
    }

    /// The refresh token that replaces `presented`. It is the same each time.
    #[must_use]
    pub fn next(&self, presented: &RefreshToken) -> RefreshToken {
        presented.successor(&self.rotation)
    }

    /// What the client gets: `refresh`, which is stored, and an access token for its session.
    #[must_use]
    pub fn tokens(&self, refresh: &RefreshToken, role: Role, now: Timestamp) -> Tokens {
        let identity = Identity { user: refresh.user().clone(), session: refresh.session().clone(), role };
        Tokens {
            access_token: Revealed(self.signer.sign(&identity, now)),
            token_type: "Bearer",
            expires_in: ACCESS_TOKEN_LIFETIME_SECONDS,
            refresh_token: Revealed(Secret::new(refresh.reveal())),
            device_token: None,
        }
    }
}

impl TokenIssuer {
    /// What a guest gets: an access token, and nothing that refreshes it.
    #[must_use]
    pub fn guest(&self, identity: &Identity, now: Timestamp) -> GuestToken {
        GuestToken {
            user_id: identity.user.clone(),
            access_token: Revealed(self.signer.sign(identity, now)),
            token_type: "Bearer",
            expires_in: identity.lifetime_seconds(),
        }
    }
}

/// The token of a guest.
#[derive(Debug, Serialize)]
pub struct GuestToken {
    user_id: UserId,
    access_token: Revealed,
    token_type: &'static str,
    /// Seconds.
    expires_in: Seconds,
}

/// The tokens of a session, as RFC 6749 (section 5.1) has them.
#[derive(Debug, Serialize)]
pub struct Tokens {
    access_token: Revealed,
    token_type: &'static str,
    /// Seconds.
    expires_in: Seconds,
    refresh_token: Revealed,
    /// After a log-in: what makes the device known at the next one.
    #[serde(skip_serializing_if = "Option::is_none")]
    device_token: Option<Revealed>,
}

impl Tokens {
    /// The same, with a token for the device.
    #[must_use]
    pub fn with_device(self, token: Secret) -> Self {
        Self { device_token: Some(Revealed(token)), ..self }
    }
}

/// A secret in the answer to whom it belongs.
#[derive(Debug)]
struct Revealed(Secret);

impl Serialize for Revealed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.reveal())
    }
}
