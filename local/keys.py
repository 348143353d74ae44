"""An instance's own secrets: made once, kept in its folder, and put where functions read them, in the parameter store."""

import base64
import os
import secrets

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from console import Trouble

# PKCS#8 version 2 of an Ed25519 key (RFC 5958): these bytes, the seed, these bytes, the public key.
BEFORE_SEED = bytes.fromhex("3051020101300506032b657004220420")
BEFORE_PUBLIC = bytes.fromhex("812100")


def signing_key():
    """A new key for access tokens: the private half as `kid=base64(PKCS#8 v2)`, the public half as `kid=base64url(32 bytes)`."""
    key, kid = Ed25519PrivateKey.generate(), f"local-{secrets.token_hex(4)}"
    seed = key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    private = base64.b64encode(BEFORE_SEED + seed + BEFORE_PUBLIC + public).decode()
    return f"{kid}={private}", f"{kid}={base64.urlsafe_b64encode(public).rstrip(b'=').decode()}"


def of(instance):
    """The instance's secrets, made at its first start. STRIPE_API_KEY, a key of Stripe's test mode, takes the local Stripe's place."""
    kept = instance.read("secrets")
    if not kept:
        private, public = signing_key()
        kept = {
            "signing_key": private,
            "public_keys": public,
            "stripe_secret_key": f"sk_test_local_{secrets.token_hex(12)}",
            "stripe_webhook_secret": f"whsec_{secrets.token_hex(16)}",
        }
        instance.write("secrets", kept)
    return {**kept, "stripe_secret_key": test_mode_key() or kept["stripe_secret_key"]}


def publishable_key():
    """The key that browsers may know: the local Stripe's own, or what STRIPE_PUBLISHABLE_KEY says beside a key of Stripe's test mode."""
    return os.environ.get("STRIPE_PUBLISHABLE_KEY", "") if test_mode_key() else "pk_test_local"


def test_mode_key():
    """The owner's key of Stripe's test mode, where there is one. A live key is refused: a laptop must not move money."""
    key = os.environ.get("STRIPE_API_KEY", "")
    if key and not key.startswith(("sk_test_", "rk_test_")):
        raise Trouble("STRIPE_API_KEY is not a key of Stripe's test mode.", "use one that begins with sk_test_, or unset it")
    return key


def put(ssm, names, values):
    """Puts the secrets under the names that the template's parameters give."""
    for parameter, value, kind in (
        ("SigningKeyParameter", values["signing_key"], "SecureString"),
        ("AccessTokenPublicKeys", values["public_keys"], "String"),
        ("StripeSecretKeyParameter", values["stripe_secret_key"], "SecureString"),
        ("StripeWebhookSecretsParameter", values["stripe_webhook_secret"], "SecureString"),
    ):
        ssm.put_parameter(Name=names[parameter], Value=value, Type=kind, Overwrite=True)
