"""Where the master key lives: a keyring that we trust, or a passphrase (P11)."""

import json
import os
import stat
from pathlib import Path

import pytest
from keyring import backends
from keyring.backend import KeyringBackend
from keyring.compat import properties
from keyring.errors import InitError, KeyringError, KeyringLocked, PasswordDeleteError

from core.errors import Code, UserActionError
from core.keys import KeyringKeys, PassphraseKeys, _best
from core.paths import Paths

KEY = bytes(range(32))
CHEAP = 2**14  # the least cost that a file may have


class DictKeyring(KeyringBackend):
    """A keyring in memory, which can be told to fail."""

    priority = 1.0

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.failure: Exception | None = None
        self.forgets = False

    def get_password(self, service: str, username: str) -> str | None:
        if self.failure is not None:
            raise self.failure
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if not self.forgets:
            self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError


class Unusable(DictKeyring):
    """A keyring that this system does not have."""

    @properties.classproperty
    def priority(self) -> float:
        raise RuntimeError


class PromptDismissedException(Exception):
    """As the Secret Service's library names it."""


def keys(folder: Path) -> tuple[KeyringKeys, DictKeyring]:
    keyring = DictKeyring()
    return KeyringKeys(folder, keyring), keyring


def test_p11_the_key_goes_through_the_keyring_and_back(tmp_path: Path) -> None:
    holder, _ = keys(tmp_path)
    assert holder.load() is None
    holder.save(KEY)
    assert holder.load() == KEY
    holder.erase()
    assert holder.load() is None
    holder.erase()


def test_p11_nothing_of_the_key_is_in_the_data_folder(tmp_path: Path) -> None:
    keys(tmp_path)[0].save(KEY)
    assert list(tmp_path.iterdir()) == []


def test_the_entry_fits_what_windows_can_hold(tmp_path: Path) -> None:
    holder, keyring = keys(tmp_path)
    holder.save(KEY)
    assert [len(text) for text in keyring.kept.values()] == [44]


def test_each_data_folder_has_an_entry_of_its_own_and_the_users_own_a_fixed_one() -> None:
    folders = (Paths.standard().data, Path("/a"), Path("/b"))
    keyring = DictKeyring()
    for folder in folders:
        KeyringKeys(folder, keyring).save(KEY)
    assert len(keyring.kept) == 3
    assert ("300Sync", "office") in keyring.kept


@pytest.mark.parametrize(
    ("failure", "code"),
    [
        (InitError("Prompt dismissed"), Code.KEYRING_LOCKED),
        (KeyringLocked("no"), Code.KEYRING_LOCKED),
        (PromptDismissedException("/prompt/1"), Code.KEYRING_LOCKED),
        (KeyringError("gone"), Code.NO_KEYRING),
        (OSError("bus is gone"), Code.NO_KEYRING),
    ],
)
def test_what_a_keyring_raises_becomes_one_of_two_codes(
    tmp_path: Path, failure: Exception, code: Code
) -> None:
    holder, keyring = keys(tmp_path)
    keyring.failure = failure
    with pytest.raises(UserActionError) as caught:
        holder.load()
    assert caught.value.code is code
    assert str(failure) not in str(caught.value)


def test_a_keyring_that_forgets_is_no_keyring(tmp_path: Path) -> None:
    holder, keyring = keys(tmp_path)
    keyring.forgets = True
    with pytest.raises(UserActionError) as caught:
        holder.save(KEY)
    assert caught.value.code is Code.NO_KEYRING


def test_an_entry_that_is_no_key_is_the_wrong_key(tmp_path: Path) -> None:
    holder, keyring = keys(tmp_path)
    holder.save(KEY)
    keyring.kept = dict.fromkeys(keyring.kept, "not base 64!")
    with pytest.raises(UserActionError) as caught:
        holder.load()
    assert caught.value.code is Code.WRONG_KEY


def test_p11_only_encrypting_keyrings_are_considered_whatever_the_environment_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/nowhere")
    with pytest.raises(UserActionError) as caught:
        KeyringKeys(tmp_path).load()
    assert caught.value.code is Code.NO_KEYRING


def test_a_backend_that_can_keep_to_this_pc_is_told_so() -> None:
    class Roaming(DictKeyring):
        persist = "enterprise"

    best = _best([Unusable, Roaming])
    assert isinstance(best, Roaming)
    assert best.persist == "local machine"


def test_the_windows_backend_has_the_setting_that_we_change() -> None:
    source = Path(backends.__path__[0], "Windows.py").read_text(encoding="utf-8")
    assert "persist = Persistence()" in source
    assert "local machine" in source


# -- passphrase -------------------------------------------------------------------------------


def passphrase(folder: Path, text: str) -> PassphraseKeys:
    return PassphraseKeys(folder, lambda: text, cost=CHEAP)


def test_p11_the_key_goes_through_a_passphrase_and_back(tmp_path: Path) -> None:
    holder = passphrase(tmp_path, "correct horse")
    assert holder.load() is None
    assert not PassphraseKeys.exists(tmp_path)
    holder.save(KEY)
    assert PassphraseKeys.exists(tmp_path)
    assert passphrase(tmp_path, "correct horse").load() == KEY


def test_another_passphrase_does_not_open_it(tmp_path: Path) -> None:
    passphrase(tmp_path, "correct horse").save(KEY)
    with pytest.raises(UserActionError) as caught:
        passphrase(tmp_path, "battery staple").load()
    assert caught.value.code is Code.PASSPHRASE_WRONG


def test_the_passphrase_can_be_changed_and_the_key_stays(tmp_path: Path) -> None:
    passphrase(tmp_path, "correct horse").save(KEY)
    passphrase(tmp_path, "correct horse").change(lambda: "battery staple")
    assert passphrase(tmp_path, "battery staple").load() == KEY
    with pytest.raises(UserActionError):
        passphrase(tmp_path, "correct horse").load()


def test_a_passphrase_typed_on_another_keyboard_is_the_same(tmp_path: Path) -> None:
    passphrase(tmp_path, "Caf\u00e9 au lait").save(KEY)
    assert passphrase(tmp_path, "Cafe\u0301 au lait").load() == KEY


def test_p11_the_file_holds_neither_the_key_nor_the_passphrase(tmp_path: Path) -> None:
    passphrase(tmp_path, "correct horse").save(KEY)
    (file,) = tmp_path.iterdir()
    assert KEY not in file.read_bytes()
    assert b"correct horse" not in file.read_bytes()
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_short_passphrase_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserActionError) as caught:
        passphrase(tmp_path, "short").save(KEY)
    assert caught.value.code is Code.SETTING_INVALID


@pytest.mark.parametrize(("name", "value"), [("n", 2**30), ("n", 2**10), ("r", 1), ("format", 9)])
def test_a_file_cannot_ask_for_other_work_than_we_would(
    tmp_path: Path, name: str, value: int
) -> None:
    holder = passphrase(tmp_path, "correct horse")
    holder.save(KEY)
    (file,) = tmp_path.iterdir()
    file.write_text(json.dumps(json.loads(file.read_text()) | {name: value}))
    with pytest.raises(UserActionError) as caught:
        holder.load()
    assert caught.value.code is Code.SEAL_BROKEN


def test_a_file_that_is_no_json_is_told(tmp_path: Path) -> None:
    (tmp_path / "passphrase.json").write_text("{")
    with pytest.raises(UserActionError) as caught:
        passphrase(tmp_path, "correct horse").load()
    assert caught.value.code is Code.SEAL_BROKEN


def test_erasing_deletes_the_file(tmp_path: Path) -> None:
    holder = passphrase(tmp_path, "correct horse")
    holder.save(KEY)
    holder.erase()
    assert list(tmp_path.iterdir()) == []
    holder.erase()
