"""Signs what is signed in production, as its sender would, so that what comes after the signature is tested."""

import base64
import hashlib
import hmac
import os
import time

import schemathesis


def standard(secret):
    """The Standard Webhooks scheme: the delivery's reports, and the log router's records."""

    def sign(request):
        key = base64.b64decode(os.environ[secret].removeprefix("whsec_"))
        identifier, now = f"msg_{time.time_ns()}", str(int(time.time()))
        digest = hmac.new(key, f"{identifier}.{now}.".encode() + body_of(request), hashlib.sha256).digest()
        request.headers["webhook-id"] = identifier
        request.headers["webhook-timestamp"] = now
        request.headers["webhook-signature"] = "v1," + base64.b64encode(digest).decode()
        return request

    return sign


def github(request):
    key = os.environ["GITHUB_WEBHOOK_SECRET"].encode()
    digest = hmac.new(key, body_of(request), hashlib.sha256).hexdigest()
    request.headers["x-hub-signature-256"] = f"sha256={digest}"
    request.headers["x-github-delivery"] = str(time.time_ns())
    request.headers["x-github-event"] = "pull_request"
    return request


def body_of(request):
    body = request.body or b""
    return body.encode() if isinstance(body, str) else body


@schemathesis.serializer("application/x-sentry-envelope", "application/x-protobuf")
def as_bytes(ctx, value):
    """What SDKs send as bytes; what is made up for it goes out as it is."""
    return value if isinstance(value, bytes) else str(value).encode()


SIGNERS = {
    "/developer/incidents/pipeline/pending": standard("CALLBACK_SECRET"),
    "/developer/incidents/pipeline/callback": standard("CALLBACK_SECRET"),
    "/ingest/cloudwatch": standard("INGEST_SECRET"),
    "/ingest/github": github,
}


@schemathesis.hook
def before_call(ctx, case, kwargs):
    # The service behind the faults stays attached, as it is.
    changes = case.operation.path.startswith("/developer/services/") and case.method.upper() != "GET"
    if changes and (case.path_parameters or {}).get("name") == "demo":
        case.path_parameters["name"] = "another"
    signer = SIGNERS.get(case.operation.path)
    if signer:
        kwargs["auth"] = signer
