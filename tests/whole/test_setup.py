"""The files around the program: the locks and Streamlit's settings."""

import re
import tomllib

import pytest
from here import ROOT
from streamlit import config

LOCKS = ("requirements.txt", "requirements-dev.txt", "requirements-bench.txt")


def pins(lock):
    text = (ROOT / lock).read_text(encoding="utf-8")
    return set(re.findall(r"^([\w.-]+==\S+(?: ; .+?)?) \\$", text, flags=re.MULTILINE))


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_a_hash_and_no_address(lock):
    text = (ROOT / lock).read_text(encoding="utf-8")
    blocks = re.split(r"^(?=[\w.-]+==)", text, flags=re.MULTILINE)[1:]
    assert len(blocks) == len(pins(lock)) > 40
    assert all("--hash=sha256:" in block for block in blocks)
    assert not re.search(r"://|--index|--find-links|^/", text, flags=re.MULTILINE)


@pytest.mark.parametrize("lock", LOCKS[1:])
def test_the_other_locks_hold_the_very_versions_of_the_program(lock):
    assert pins("requirements.txt") <= pins(lock)


def test_settings_are_known_to_streamlit():
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    given = {f"{section}.{name}" for section, options in settings.items() for name in options}
    assert given <= set(config.get_config_options())


def test_settings_keep_the_office_safe():
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert settings["server"]["address"] == "127.0.0.1"
    assert settings["server"]["maxUploadSize"] <= 50
    assert not settings["server"]["enableStaticServing"]
    assert not settings["browser"]["gatherUsageStats"]
    assert settings["client"]["showErrorDetails"] == "none"
