"""Checks a webhook with nothing but Python. `body` is the raw text as it came, before any JSON parser."""
import base64
import hashlib
import hmac
import json
import time

TOLERANCE_SECONDS = 300


def verify_webhook(secret, headers, body, now=None):
    """The event, or a ValueError that says what is wrong."""
    message_id = headers.get("webhook-id")
    timestamp = headers.get("webhook-timestamp") or ""
    if not message_id or not timestamp.isdigit():
        raise ValueError("webhook headers are missing")
    if abs((now or time.time()) - int(timestamp)) > TOLERANCE_SECONDS:
        raise ValueError("the webhook is too old")
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{message_id}.{timestamp}.{body}".encode()
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest())
    # While a secret rotates there are two signatures: one that fits is enough.
    given = [part.partition(",") for part in (headers.get("webhook-signature") or "").split(" ")]
    if not any(version == "v1" and hmac.compare_digest(text.encode(), expected) for version, _, text in given):
        raise ValueError("the signature does not fit")
    return json.loads(body)
