"""Libraries that draw are imported when something is drawn: a bot that starts does not wait for them."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROGRAM = """
import sys, tempfile
from pathlib import Path
from botengine.engine.assembly import assemble
bot = assemble(Path("."), {"data": Path(tempfile.mkdtemp())})
bot.services.prepare()
bot.services.close()
print(sorted({"reportlab", "segno", "vl_convert", "PIL"} & set(sys.modules)))
"""


def test_a_bot_that_starts_imports_nothing_that_draws():
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM], check=False, cwd=ROOT, capture_output=True, text=True
    )
    assert (run.returncode, run.stdout) == (0, "[]\n"), run.stderr
