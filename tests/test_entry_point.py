"""Actions of another distribution: a real wheel, installed by pip, is found through its entry point."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from tests.test_howto import FILES

GUIDE = (Path(__file__).parents[1] / "docs/howto/write-an-action.md").read_text(encoding="utf-8")
PYPROJECT = tomllib.loads(re.search(r"^```toml\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)[1])
PROJECT = PYPROJECT["project"]
NAME = f"{PROJECT['name'].replace('-', '_')}-{PROJECT['version']}"
MORE = (
    'from botengine import filter\n\n\n@filter\ndef cups(number: int) -> str:\n    return f"{number} cups"\n'
)


def wheel(folder: Path, code: str) -> Path:
    """The guide's distribution as a wheel, as a build tool makes it of the guide's pyproject.toml."""
    info, made = f"{NAME}.dist-info", folder / f"{NAME}-py3-none-any.whl"
    entries = PROJECT["entry-points"]["botengine.actions"]
    files = {
        "kitchen/__init__.py": code,
        "kitchen/counting.py": MORE,
        f"{info}/METADATA": "Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n".format(**PROJECT),
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/entry_points.txt": "[botengine.actions]\n"
        + "".join(f"{name} = {package}\n" for name, package in entries.items()),
    }
    with zipfile.ZipFile(made, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
        archive.writestr(f"{info}/RECORD", "".join(f"{name},,\n" for name in files))
    return made


@pytest.fixture
def installed(tmp_path):
    """Installs the wheel with this code where only a new process sees it; answers its folder."""

    def install(code: str) -> Path:
        made, site = wheel(tmp_path, code), tmp_path / "site"
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps"]
        subprocess.run([*pip, "--target", str(site), str(made)], check=True)
        return site

    return install


@pytest.fixture
def bot(tmp_path) -> Path:
    """The guide's bot without a package of its own."""
    for name, text in FILES.items():
        if not name.startswith(("kitchen/", "pyproject")):
            (tmp_path / "bot" / name).parent.mkdir(parents=True, exist_ok=True)
            changed = text.replace("actions: [kitchen]\n", "").replace("The coffee list.", '"{{ 2 | cups }}"')
            (tmp_path / "bot" / name).write_text(changed, encoding="utf-8")
    return tmp_path / "bot"


def botengine(command: str, bot: Path, site: Path | None) -> subprocess.CompletedProcess:
    path = os.pathsep.join(filter(None, [str(site or ""), str(Path(__file__).parents[1])]))
    return subprocess.run(
        [sys.executable, "-m", "botengine", command], cwd=bot, env={**os.environ, "PYTHONPATH": path},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_an_installed_distribution_brings_its_actions_and_filters(installed, bot):
    site = installed(FILES["kitchen/__init__.py"])
    checked, played = botengine("check", bot, site), botengine("test", bot, site)
    assert (checked.returncode, checked.stdout.strip()) == (0, "no problems in 2 files")
    assert (played.returncode, played.stdout.splitlines()[-1]) == (0, "1 passed, 0 failed")


def test_without_it_the_action_is_unknown(bot):
    checked = botengine("check", bot, None)
    assert checked.returncode == 1
    assert "unknown-action: no action 'coffee.take'" in checked.stdout


def test_a_distribution_that_cannot_be_imported_is_named(installed, bot):
    checked = botengine("check", bot, installed("import no_such_thing\n"))
    assert checked.returncode == 1
    assert "'kitchen' of the distribution 'coffee-actions': No module named 'no_such_thing'" in (
        checked.stdout + checked.stderr
    )
