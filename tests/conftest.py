"""What every test shares: an environment of its own, and no network."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True, scope="session")
def own_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the user's settings and cache out of the tests; fixtures of wider scope than a test run inside it too."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("DLGRAPH_CORPUS", "DLGRAPH_INDEX", "DLGRAPH_MODEL"):
            patch.delenv(name, raising=False)
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        patch.setenv("HF_HUB_OFFLINE", "1")
        yield
