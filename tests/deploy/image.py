"""Images built and tried without a container engine: buildah, in a root directory of its own."""

from __future__ import annotations

import os
import platform
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.support.environment import bare_environment
from tests.support.process import PROJECT_DIR, Process, run

BASE = "localhost/base"
PACKAGES = "python3-pip,python3-venv,ca-certificates,caddy"
"""What the Dockerfiles ask of a base, the proxy's among them."""
AUTHORITIES = "etc/ssl/certs/ca-certificates.crt"
BUILT_WITHIN_S = 900


class Images:
    """Everything stays below `directory`."""

    def __init__(self, directory: Path) -> None:
        places = ["--root", str(directory / "storage"), "--runroot", str(directory / "run")]
        self._buildah = ["buildah", *places]
        self._environment = bare_environment(BUILDAH_ISOLATION="chroot")
        self._directory = directory

    def make_base(self) -> None:
        """Debian as this machine has it, from where this machine gets its packages."""
        codename = platform.freedesktop_os_release()["VERSION_CODENAME"]
        source = ["apt-get", "indextargets", "--format", "$(REPO_URI)", f"Codename: {codename}"]
        mirror = run(source, os.environ).split()[0]
        root = self._directory / "base"
        options = ["--variant=minbase", f"--include={PACKAGES}"]
        run(["debootstrap", *options, codename, str(root), mirror], os.environ, BUILT_WITHIN_S)
        # Whom this machine trusts, the build has to trust.
        shutil.copy(Path("/", AUTHORITIES), root / AUTHORITIES)
        container = self._run("from", "scratch").strip()
        self._run("add", "--quiet", container, str(root), "/")
        self._run("commit", "--quiet", "--rm", container, BASE)
        shutil.rmtree(root)

    def build(self, name: str, context: Path, base_argument: str) -> None:
        """Of the Dockerfile in `context`, on the base that `base_argument` replaces."""
        replaced = ["--build-arg", f"{base_argument}={BASE}", "--pull-never"]
        self._run("build", "--format", "docker", *replaced, "--tag", name, str(context))

    def container(self, name: str) -> str:
        return self._run("from", "--pull-never", f"localhost/{name}").strip()

    def run(self, container: str, *command: str, **variables: str) -> str:
        """What the command says, as the image's user. Raises AssertionError where it fails."""
        return run(self._inside(container, command, variables), self._environment)

    def process(self, container: str, *command: str, **variables: str) -> Process:
        return Process(self._inside(container, command, variables), self._environment)

    def remove(self) -> None:
        self._run("rm", "--all")
        self._run("rmi", "--all", "--force")

    def _inside(self, container: str, command: Sequence[str], variables: dict[str, str]) -> list[str]:
        given = [f"--env={name}={value}" for name, value in variables.items()]
        return [*self._buildah, "run", *given, container, "--", *command]

    def _run(self, *arguments: str) -> str:
        return run([*self._buildah, *arguments], self._environment, BUILT_WITHIN_S)


@contextmanager
def built_images() -> Iterator[Images]:
    """`livechat` and `livechat-proxy`, on a base made here: some minutes, some gigabytes until the end."""
    assert os.geteuid() == 0, "Making a base image needs root. Type: sudo make test-deploy"
    with tempfile.TemporaryDirectory(prefix="livechat-images-") as directory:
        images = Images(Path(directory))
        images.make_base()
        try:
            images.build("livechat", PROJECT_DIR, "BASE_IMAGE")
            images.build("livechat-proxy", PROJECT_DIR / "deploy" / "proxy", "PROXY_IMAGE")
            yield images
        finally:
            images.remove()
