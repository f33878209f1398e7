"""Without a keyring an office chooses a passphrase; what cannot be opened is put aside (P11)."""

import json
from contextlib import closing
from pathlib import Path

import pytest
from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError

from core import keys
from core.keys import KeyringKeys, PassphraseKeys
from core.paths import Paths
from core.store import installation
from core.store.database import open_store
from desktop import app
from tests.desktop.cli.conftest import Run

pytestmark = pytest.mark.usefixtures("cheap_keys")
GOOD, NEW = "correct horse", "battery staple"


class MemoryKeyring(KeyringBackend):
    """A keyring in memory."""

    priority = 1.0

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> MemoryKeyring:
    made = MemoryKeyring()
    monkeypatch.setattr(keys, "_best", lambda _found: made)
    return made


def test_without_a_keyring_it_is_said_what_to_do(run: Run) -> None:
    answer = run("connect", "hubspot", "--keys", stdin="key-1\n")
    assert answer.code == 3
    assert answer.err.startswith("This PC has no safe place for the key to your sign-ins.")
    assert "300sync passphrase" in answer.err


def test_a_passphrase_that_was_chosen_opens_the_office_from_then_on(run: Run) -> None:
    assert run("passphrase", stdin=f"{GOOD}\n").code == 0
    assert run("status", stdin=f"{GOOD}\n").code == 0


def test_the_passphrase_is_read_before_what_else_is_piped_in(run: Run) -> None:
    run("passphrase", stdin=f"{GOOD}\n")
    answer = run("disconnect", "hubspot", stdin=f"{GOOD}\n")
    assert "Not connected yet: HubSpot" in answer.err


@pytest.mark.parametrize(
    ("stdin", "words"),
    [("wrong horse\n", "This is not the passphrase."), ("", "is locked.")],
)
def test_without_the_right_passphrase_nothing_is_opened(run: Run, stdin: str, words: str) -> None:
    run("passphrase", stdin=f"{GOOD}\n")
    answer = run("status", stdin=stdin)
    assert answer.code == 3
    assert words in answer.err


def test_a_passphrase_that_is_too_short_is_refused_and_nothing_is_kept(
    run: Run, tmp_path: Path
) -> None:
    answer = run("passphrase", stdin="short\n")
    assert answer.code == 3
    assert "at least 8 characters" in answer.err
    assert not PassphraseKeys.exists(tmp_path / "data")


def test_a_passphrase_can_be_changed_by_who_knows_it(run: Run) -> None:
    run("passphrase", stdin=f"{GOOD}\n")
    assert run("passphrase", stdin=f"wrong horse\n{NEW}\n").code == 3
    assert run("passphrase", stdin=f"{GOOD}\n{NEW}\n").code == 0
    assert run("status", stdin=f"{GOOD}\n").code == 3
    assert run("status", stdin=f"{NEW}\n").code == 0


def test_a_key_that_lies_in_the_keyring_moves_under_the_passphrase(
    run: Run, keyring: MemoryKeyring, tmp_path: Path
) -> None:
    assert run("status").code == 0
    [key] = keyring.kept.values()
    assert run("passphrase", stdin=f"{GOOD}\n").code == 0
    assert keyring.kept == {}, "one place is enough"
    assert run("status", stdin=f"{GOOD}\n").code == 0
    folder = tmp_path / "data"
    assert key not in (folder / "passphrase.json").read_text()
    with closing(open_store(Paths.under(folder))) as store:
        seal = installation.seal(store)
        assert seal is not None
        assert seal.holder == "a passphrase"


def test_with_a_database_whose_key_is_lost_no_new_key_is_made(
    run: Run, keyring: MemoryKeyring, tmp_path: Path
) -> None:
    run("status")
    keyring.kept.clear()
    answer = run("passphrase", stdin=f"{GOOD}\n")
    assert answer.code == 3
    assert "not the one that locked your sign-ins" in answer.err
    assert not PassphraseKeys.exists(tmp_path / "data")


def test_beginning_afresh_puts_aside_and_deletes_nothing(run: Run, tmp_path: Path) -> None:
    run("passphrase", stdin=f"{GOOD}\n")
    before = {file.name: file.read_bytes() for file in (tmp_path / "data").glob("*.json")}
    answer = run("afresh", "--yes", "--forget-passphrase", "--json")
    assert answer.code == 0
    aside = Path(json.loads(answer.out.splitlines()[-1])["aside"])
    assert aside.exists()
    [forgotten] = (tmp_path / "data").glob("passphrase.forgotten-*.json")
    assert forgotten.read_bytes() == before["passphrase.json"]
    assert run("passphrase", stdin=f"{NEW}\n").code == 0
    assert run("status", stdin=f"{NEW}\n").code == 0


@pytest.mark.parametrize(("said", "begun"), [("yes", True), ("no", False), ("", False)])
def test_beginning_afresh_is_asked_about(run: Run, tmp_path: Path, said: str, begun: bool) -> None:
    run("passphrase", stdin=f"{GOOD}\n")
    assert run("afresh", stdin=f"{said}\n").code == 0
    assert bool(list((tmp_path / "data").glob("300sync.damaged-*"))) is begun


def test_a_damaged_database_is_said_and_can_be_put_aside(
    run: Run, keyring: MemoryKeyring, tmp_path: Path
) -> None:
    run("status")
    file = tmp_path / "data" / "300sync.db"
    file.write_bytes(b"not a database" * 1000)
    answer = run("status")
    assert answer.code == 3
    assert "300Sync's own notes on this PC are damaged" in answer.err
    assert run("afresh", "--yes").code == 0
    assert run("status").code == 0
    assert len(keyring.kept) == 1, "the same key, and with it the identities it wrote"


def test_the_chosen_holder_is_found_again(tmp_path: Path) -> None:
    paths = Paths.under(tmp_path)
    assert isinstance(app.keys_for(paths), KeyringKeys)
    app.choose_passphrase(paths, lambda: GOOD, lambda: GOOD)
    assert isinstance(app.keys_for(paths), PassphraseKeys)
