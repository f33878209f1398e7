"""Which addresses a connection may be pointed at."""

import pytest

from connectors.kit.addresses import check_base_url, is_loopback
from core.errors import Code, UserActionError

HOSTS = ("api.example.com", "eu.api.example.com")


@pytest.mark.parametrize(
    "url",
    [
        "https://api.example.com",
        "https://api.example.com/v4",
        "https://API.Example.com:443/v4/",
        "http://127.0.0.1:8123",
        "http://localhost:8123/hubspot",
        "https://localhost",
        "http://[::1]:8123",
    ],
)
def test_the_vendors_hosts_and_loopback_are_accepted(url: str) -> None:
    assert check_base_url(url, HOSTS) == url.rstrip("/")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "api.example.com",
        "http://api.example.com",  # in clear
        "https://api.example.com:8443",
        "https://api.example.com.evil.example",
        "https://evil.example/api.example.com",
        "https://api.example.com@evil.example",
        "https://user:word@api.example.com",
        "https://@api.example.com",
        "https://evil.example\\@api.example.com",
        "https://evil.example\\.api.example.com",
        "https://api.example.com/#there",
        "https://api.example.com#",
        "https://api.example.com/?next=1",
        "https://api.example.com\n.evil.example",
        " https://api.example.com",
        "https://аpi.example.com",  # a Cyrillic letter
        "https://api.example.com:99999",
        "https://api.example.com:0",
        "https://api.example.com:port",
        "https://[::1",
        "https://127.0.0.1.example.org",
        "http://127.1",
        "http://0.0.0.0:80",
        "http://192.168.1.10",
        "file:///etc/hosts",
        "ftp://127.0.0.1",
        "javascript:alert(1)",
        "//api.example.com",
    ],
)
def test_everything_else_is_refused(url: str) -> None:
    with pytest.raises(UserActionError) as refused:
        check_base_url(url, HOSTS)
    assert refused.value.code is Code.ADDRESS_REFUSED
    assert refused.value.__context__ is None


def test_loopback_is_recognised() -> None:
    assert is_loopback("http://localhost:1")
    assert not is_loopback("https://api.example.com")


@pytest.mark.parametrize(
    "url",
    [
        "http://192.168.1.10:30223",
        "http://10.0.0.5:30223",
        "http://172.31.255.9:30223",
        "http://[fd00::10]:30223",
        "https://api.example.com",
        "http://localhost:30222",
    ],
)
def test_a_computer_in_the_office_is_accepted_where_a_vendor_has_one_there(url: str) -> None:
    assert check_base_url(url, HOSTS, lan=True) == url


@pytest.mark.parametrize(
    "url",
    [
        "http://8.8.8.8:30223",
        "http://172.32.0.1:30223",
        "http://server:30223",  # a name may lead anywhere
        "http://192.168.1.10.example.org",
        "http://0.0.0.0:80",
        "http://169.254.169.254",
        "http://api.example.com",
    ],
)
def test_the_office_ends_at_its_own_network(url: str) -> None:
    with pytest.raises(UserActionError) as refused:
        check_base_url(url, HOSTS, lan=True)
    assert refused.value.code is Code.ADDRESS_REFUSED
