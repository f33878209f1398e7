"""Sockets, proxies and certificates: what the line can do to a request."""

import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path
from socket import create_server

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from connectors.kit.http import ApiClient
from connectors.kit.limits import RateBudget
from connectors.kit.tls import ssl_context
from connectors.kit.transport import proxy_for
from core.errors import Code, SyncError, UserActionError
from core.jobs import JobContext

VENDOR = ("https", "api.example.com", 443)


def client(url: str, job: JobContext) -> ApiClient:
    return ApiClient(
        url,
        translate=lambda *_: SyncError(Code.UNEXPECTED),
        budget=RateBudget({}),
        job=job,
    )


def self_signed(folder: Path) -> Path:
    """Write a certificate for 127.0.0.1 that nobody vouches for, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.fixture
def stranger(tmp_path: Path) -> Iterator[str]:
    """An https server whose certificate nobody vouches for."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(self_signed(tmp_path))
    listener = create_server(("127.0.0.1", 0))
    greeted: list[bool] = []

    def greet() -> None:
        connection, _ = listener.accept()
        with connection:
            try:
                context.wrap_socket(connection, server_side=True).close()
            except OSError:
                greeted.append(False)  # the client hung up on our certificate

    thread = threading.Thread(target=greet)
    thread.start()
    yield f"https://127.0.0.1:{listener.getsockname()[1]}"
    thread.join()
    listener.close()
    assert greeted == [False]


def test_a_certificate_that_nobody_vouches_for_is_refused_once_and_said(
    stranger: str, job: JobContext
) -> None:
    api = client(stranger, job)
    with pytest.raises(UserActionError) as refused:
        api.request("GET", "/contacts/ann@example.com")
    api.close()
    assert refused.value.code is Code.TLS_FAILED
    assert refused.value.__context__ is None
    assert api.requests == 1


@pytest.fixture
def plain() -> Iterator[str]:
    """A server that answers a TLS greeting in plain text, as a captive portal may."""
    listener = create_server(("127.0.0.1", 0))

    def answer() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    thread = threading.Thread(target=answer)
    thread.start()
    yield f"https://127.0.0.1:{listener.getsockname()[1]}"
    thread.join()
    listener.close()


def test_a_server_that_speaks_no_tls_is_refused_in_the_same_way(
    plain: str, job: JobContext
) -> None:
    api = client(plain, job)
    with pytest.raises(UserActionError) as refused:
        api.request("POST", "/x", json={})
    api.close()
    assert refused.value.code is Code.TLS_FAILED


def test_all_clients_share_one_context_that_checks_names_and_certificates() -> None:
    context = ssl_context()
    assert context is ssl_context()
    assert context.check_hostname
    assert context.verify_mode is ssl.CERT_REQUIRED


@pytest.fixture
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    return monkeypatch


def test_the_computers_proxy_is_used_for_vendors_but_never_for_loopback(
    no_proxy: pytest.MonkeyPatch,
) -> None:
    assert proxy_for(VENDOR) is None
    no_proxy.setenv("HTTPS_PROXY", "proxy.example.com:3128")
    no_proxy.setenv("HTTP_PROXY", "proxy.example.com:3128")
    assert proxy_for(VENDOR) == "http://proxy.example.com:3128"
    assert proxy_for(("http", "127.0.0.1", 8123)) is None
    assert proxy_for(("https", "localhost", 443)) is None
    assert proxy_for(("http", "192.168.1.10", 30223)) is None


def test_hosts_that_the_computer_exempts_and_proxies_of_other_kinds_are_passed_by(
    no_proxy: pytest.MonkeyPatch,
) -> None:
    no_proxy.setenv("HTTPS_PROXY", "http://proxy.example.com:3128")
    no_proxy.setenv("NO_PROXY", ".example.com")
    assert proxy_for(VENDOR) is None
    no_proxy.delenv("NO_PROXY")
    no_proxy.setenv("HTTPS_PROXY", "socks5://proxy.example.com:1080")
    assert proxy_for(VENDOR) is None
