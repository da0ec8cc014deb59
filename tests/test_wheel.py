"""The wheel is whole: built from the source archive and installed away from the checkout, it does the job."""

import json
import os
import re
import socket
import subprocess
import sys
import sysconfig
import tarfile
import time
import urllib.request
import venv
import zipfile
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

pytestmark = pytest.mark.slow


def run(*command, cwd=None, **variables):
    """Run a command that must succeed, with no way to find the checkout or a network."""
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "PIP_"))}
    offline = {"PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=inherited | offline | variables,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Return the folder with the source archive and the wheel that was built from it."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT)
    return folder


@pytest.fixture(scope="module")
def wheel(built):
    [path] = built.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """Return the Python of a fresh environment with the wheel, and the dependencies of this one by path.

    A ``.pth`` file adds this environment's packages behind its own. Such files are not read in the folders
    they add, so an editable install here stays out of sight.
    """
    home = tmp_path_factory.mktemp("away") / "venv"
    venv.create(home, with_pip=False, symlinks=os.name != "nt")
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    run(sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", wheel)
    own = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())
    shared = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (own / "dependencies.pth").write_text("\n".join(sorted(shared)) + "\n")
    return python


@pytest.fixture
def away(tmp_path):
    """Return a folder with one saved page, far from the checkout."""
    page = ROOT / "data/samples/shop-article.html"
    (tmp_path / "saved.html").write_bytes(page.read_bytes())
    return tmp_path


class TestArchives:
    def test_the_wheel_carries_models_lexicons_samples_and_types(self, wheel):
        names = set(zipfile.ZipFile(wheel).namelist())
        wanted = {
            "models": ("models/", "models"),
            "data/samples": ("data/samples/", "samples"),
            "src/hypecheck": ("src/hypecheck/", ""),  # lexicons, templates, styles and whatever is to come
        }
        for folder, (prefix, place) in wanted.items():
            found = (path for path in (ROOT / folder).rglob("*") if path.is_file())
            files = [path for path in found if "__pycache__" not in path.parts]
            assert files
            inside = [Path("hypecheck", place, path.relative_to(ROOT / prefix)).as_posix() for path in files]
            assert [name for name in inside if name not in names] == []
        assert "hypecheck/py.typed" in names

    def test_the_wheel_carries_no_tests_and_no_training_pages(self, wheel):
        names = zipfile.ZipFile(wheel).namelist()
        assert [name for name in names if re.search(r"(^|/)(tests|articles|__pycache__)/", name)] == []

    def test_the_source_archive_carries_what_a_reader_needs(self, built):
        [path] = built.glob("*.tar.gz")
        with tarfile.open(path) as archive:
            names = {name.partition("/")[2] for name in archive.getnames()}
        wanted = {
            "README.md",
            "CHANGELOG.md",
            "CONTRIBUTING.md",
            "LICENSE",
            "docs/output.md",
            "tests/test_wheel.py",
        }
        assert wanted - names == set()


class TestInstalled:
    def test_the_package_is_the_wheels_and_not_the_checkouts(self, installed, away):
        place = Path(run(installed, "-c", "import hypecheck; print(hypecheck.__file__)", cwd=away).strip())
        assert place.is_relative_to(installed.parent.parent)

    def test_a_page_is_scored_from_another_folder(self, installed, away):
        record = json.loads(run(installed.with_name("hypecheck"), "scan", "saved.html", cwd=away))
        assert record["framing"]["band"] == "commercial"
        assert record["plugs"]

    def test_the_shipped_samples_are_found_and_scored(self, installed, away):
        code = "import hypecheck.config as c; print(c.samples_folder() / 'encyclopedia.html')"
        sample = run(installed, "-c", code, cwd=away).strip()
        record = json.loads(run(installed, "-m", "hypecheck", "scan", sample, cwd=away))
        assert record["framing"]["band"] == "balanced"

    def test_every_model_file_has_the_hash_of_its_manifest(self, installed, away):
        code = """
            import hashlib, json
            from hypecheck.config import models_folder
            for manifest in models_folder().glob("*/manifest.json"):
                for name, expected in json.loads(manifest.read_text())["files"].items():
                    found = hashlib.sha256((manifest.parent / name).read_bytes()).hexdigest()
                    print(name, found == expected)
        """
        lines = run(installed, "-c", "if True:" + code, cwd=away).splitlines()
        assert lines
        assert all(line.endswith(" True") for line in lines)

    def test_the_doctor_finds_nothing_amiss(self, installed, away):
        assert "fault" not in run(installed, "-m", "hypecheck", "doctor", cwd=away)

    def test_spacy_finds_the_component(self, installed, away):
        code = "import spacy; nlp = spacy.blank('en'); nlp.add_pipe('hypecheck'); print(nlp.pipe_names)"
        assert "hypecheck" in run(installed, "-c", code, cwd=away)

    def test_the_review_page_is_served_with_all_that_it_loads(self, installed, away):
        run(installed, "-m", "hypecheck", "scan", "saved.html", "--db", "reviews.db", cwd=away)
        with reviewing(installed, away) as (browser, link):
            browser.open(link, timeout=30).close()
            base = link.partition("/open?")[0]
            queue = browser.open(f"{base}/", timeout=30).read().decode()
            [page] = re.findall(r'href="(/pages/\d+)', queue)
            shown = browser.open(f"{base}{page}", timeout=30).read().decode()
            assert "data-marks=" in shown
            loaded = {*re.findall(r'(?:src|href)="(/static/[^"]+)"', queue + shown)}
            assert {Path(address.partition("?")[0]).suffix for address in loaded} == {".css", ".js", ".svg"}
            loaded |= {f"/static/{name}" for name in imported_by(browser, base, loaded)}
            for address in sorted(loaded):
                with browser.open(f"{base}{address}", timeout=30) as answer:
                    assert answer.read(), address


@contextmanager
def reviewing(installed, away):
    """Run ``hypecheck review`` of the wheel; give a browser and the link that signs it in."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(installed), "-m", "hypecheck", "review", "--db", "reviews.db", "--port", str(port)]
    own = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(), urllib.request.ProxyHandler({}))
    with subprocess.Popen(command, cwd=away, env=own, stderr=subprocess.PIPE, text=True) as server:
        try:
            told = (re.search(r"Open (http://\S+)", line) for line in server.stderr)
            link = next(found[1] for found in told if found)
            for _ in range(100):
                with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                    break
                time.sleep(0.05)
            yield browser, link
        finally:
            server.terminate()


def imported_by(browser, base, addresses):
    """Return the names of the scripts that scripts import."""
    names = set()
    for address in addresses:
        if ".js" in address:
            with browser.open(f"{base}{address}", timeout=30) as answer:
                names |= set(re.findall(r'from "\./([\w-]+\.js)"', answer.read().decode()))
    return names
