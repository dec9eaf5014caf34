"""An integrator edits YAML: new texts and buttons are there after a restart; mistakes stop the start."""

import subprocess
import sys

from tests.acceptance.demo import ROOT, Demo, change


def test_a_new_text_and_a_new_button_work_after_a_restart(tmp_path, flows):
    demo = Demo(tmp_path / "data", flows=flows).start()
    try:
        phone = demo.handset("admin").open()
        assert "Was möchten Sie tun?" in phone.text
        demo.stop()
        change(flows / "flows/main.yaml", "Was möchten Sie tun?", "Womit fangen wir an?")
        change(
            flows / "flows/main.yaml",
            "    buttons:\n",
            '    buttons:\n      - {text: "⏰ Ganz neu", id: fresh, go: orders.search}\n',
        )
        demo.start()
        phone.type("menü")
        assert "Womit fangen wir an?" in phone.text
        assert "Wonach suchen Sie?" in phone.tap("Ganz neu").text
    finally:
        demo.stop()


def test_a_bot_with_mistakes_does_not_start_and_says_where_they_are(tmp_path, flows):
    change(flows / "flows/main.yaml", "go: orders.recent", "go: orders.recnt")
    result = subprocess.run(
        [sys.executable, "-m", "botengine", "demo", "--flows", str(flows), "--data", str(tmp_path / "data"),
         "--port", "0", "--phone-port", "0"],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert result.returncode == 1
    assert "error unknown-screen: no screen 'orders.recnt'" in result.stderr
    assert "did you mean 'orders.recent'?" in result.stderr
