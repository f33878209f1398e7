"""What the installer works on in tests: a tiny project, never this checkout's environment."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from installer.fill import prepare
from tests.installer.projects import Project, make_project


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Return a project that has no environment yet."""
    return make_project(tmp_path, monkeypatch)


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """Yield a project whose environment was made by a first call; tests leave it as it was."""
    with pytest.MonkeyPatch.context() as patch:
        made = make_project(tmp_path_factory.mktemp("ready"), patch)
        prepare("app", made.root)
        yield made
