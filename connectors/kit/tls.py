"""The one TLS context of the process: whom we believe to be the vendor."""

import ssl
import sys
from functools import cache
from pathlib import Path

# Where the usual Linux distributions keep their CA bundle, for a frozen build whose OpenSSL was
# compiled to look elsewhere.
LINUX_BUNDLES = (
    "/etc/ssl/certs/ca-certificates.crt",  # Debian, Ubuntu, Arch
    "/etc/pki/tls/certs/ca-bundle.crt",  # Fedora, RHEL
    "/etc/ssl/ca-bundle.pem",  # openSUSE
    "/etc/ssl/cert.pem",  # Alpine
)


@cache
def ssl_context() -> ssl.SSLContext:
    """Return the shared context, made at first use.

    Windows and macOS are asked through truststore, so that an office's own root certificates
    count. On Linux truststore would read the whole bundle again at each handshake, so OpenSSL
    reads it once.
    """
    if sys.platform in ("win32", "darwin"):
        import truststore

        return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context = ssl.create_default_context()
    if not context.cert_store_stats()["x509_ca"]:
        bundle = next((path for path in LINUX_BUNDLES if Path(path).exists()), None)
        context.load_verify_locations(cafile=bundle) if bundle else None
    return context
