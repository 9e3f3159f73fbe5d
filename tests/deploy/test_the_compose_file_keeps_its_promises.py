"""What docs/deployment.md says of docker-compose.yml, read off the file."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml
from django.urls import resolve

from tests.deploy.compose_file import (
    COMPOSE_FILE,
    named_in_example,
    read_compose_file,
    referred_to,
    seconds,
)
from tests.project.test_readme_lists_every_setting import settings_read
from tests.support.process import PROJECT_DIR

NO_USE_HERE = {"DEBUG"}
UNKNOWN_TO_VERSION_1 = {"name", "include", "develop", "configs"}
ENDS_AFTER_DRAIN_S = 5
REGISTRY = re.compile(r"[\w-]+\.[\w.-]+(:\d+)?/|localhost(:\d+)?/")
ENDLESS = {"proxy", "web", "emulator", "postgres", "redis"}


@pytest.fixture(scope="module")
def file() -> Any:
    return read_compose_file()


@pytest.fixture(scope="module")
def services(file: Any) -> Any:
    return file["services"]


def test_a_worker_is_given_every_setting_and_no_other_name() -> None:
    declared = set(yaml.safe_load(COMPOSE_FILE.read_text())["services"]["web"]["environment"])
    secrets = {name for name, helper in settings_read().items() if helper == "secret"}
    given = {name.removesuffix("_FILE") for name in declared if name.removesuffix("_FILE") in secrets}
    named = given | {name for name in declared if not name.endswith("_FILE")}
    assert named == set(settings_read()) - NO_USE_HERE


def test_what_env_gives_reaches_the_workers() -> None:
    given = {name: "given" for name in settings_read() if name.startswith(("LIVECHAT_MAX", "LIVECHAT_MODEL"))}
    assert given
    environment = read_compose_file(**given)["services"]["web"]["environment"]
    assert {name: environment[name] for name in given} == given


def test_what_env_leaves_out_is_left_out(services: Any) -> None:
    assert "LIVECHAT_MODEL" not in services["web"]["environment"]


@pytest.mark.parametrize("name", sorted(ENDLESS | {"migrate", "administrator"}))
def test_a_container_may_do_nothing_but_its_work(services: Any, name: str) -> None:
    service = services[name]
    assert service["user"] not in ("root", "0") and not service["user"].startswith("0:")
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"] and "cap_add" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not {"privileged", "network_mode", "pid", "ipc", "devices"} & set(service)
    assert "docker.sock" not in str(service)


@pytest.mark.parametrize("name", sorted(ENDLESS | {"migrate", "administrator"}))
def test_what_a_container_takes_is_limited(services: Any, name: str) -> None:
    service = services[name]
    assert service["mem_limit"] and service["cpus"] and service["pids_limit"]
    assert service["logging"]["options"].keys() == {"max-size", "max-file"}
    assert all("size=" in mount for mount in service["tmpfs"])


@pytest.mark.parametrize("name", sorted(ENDLESS))
def test_what_runs_for_ever_tells_its_health_and_comes_back(services: Any, name: str) -> None:
    assert services[name]["restart"] == "unless-stopped"
    assert services[name]["healthcheck"]["test"][0] == "CMD"


def test_workers_may_be_any_number(services: Any) -> None:
    assert not {"ports", "container_name", "hostname", "expose"} & set(services["web"])
    assert all("container_name" not in service for service in services.values())


def test_a_worker_has_time_to_drain(services: Any) -> None:
    web = services["web"]
    drain_s = float(web["command"][web["command"].index("--drain-timeout") + 1])
    assert seconds(web["stop_grace_period"]) > drain_s + ENDS_AFTER_DRAIN_S


def test_a_worker_believes_the_proxy_alone(services: Any) -> None:
    command = services["web"]["command"]
    assert command[command.index("--proxy-headers-host") + 1] == "X-Real-IP"
    assert services["web"]["environment"]["LIVECHAT_TLS_PROXY"] == "1"
    assert "header_up X-Real-IP {remote_host}" in (PROJECT_DIR / "deploy/proxy/Caddyfile").read_text()


def test_workers_start_on_a_database_that_is_ready(services: Any) -> None:
    waits = {name: each["condition"] for name, each in services["web"]["depends_on"].items()}
    assert waits["migrate"] == waits["administrator"] == "service_completed_successfully"
    assert services["migrate"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}
    assert services["migrate"]["restart"] == services["administrator"]["restart"] == "no"


def test_the_health_that_is_asked_for_is_one_the_worker_tells(services: Any) -> None:
    _, program, script, url, host = services["web"]["healthcheck"]["test"]
    assert program == "python" and (PROJECT_DIR / script).exists()
    assert resolve(url.removeprefix("http://127.0.0.1:8000")).view_name == "readyz"
    assert host == services["web"]["environment"]["ALLOWED_HOSTS"]


def test_only_the_proxy_is_reached_from_outside(file: Any) -> None:
    assert [name for name, each in file["services"].items() if "ports" in each] == ["proxy"]
    assert file["networks"]["inside"] == {"internal": True}
    networks = {name: each["networks"] for name, each in file["services"].items()}
    assert networks.pop("proxy") == ["outside"]
    assert networks.pop("web") == ["outside", "inside"]
    assert all(each == ["inside"] for each in networks.values())


def test_secrets_come_as_files_to_those_who_need_them(file: Any) -> None:
    secret = {name for name, helper in settings_read().items() if helper == "secret"} - {"REDIS_URL"}
    places = {"GOOGLE_CLOUD_PROJECT", "GOOGLE_CLOUD_LOCATION"}
    for service in file["services"].values():
        assert not (secret - places) & set(service["environment"])
        files = {value for value in service["environment"].values() if value.startswith("/run/secrets/")}
        assert {f"/run/secrets/{name}" for name in service.get("secrets", [])} >= files
    assert [
        name for name, each in file["services"].items() if "gemini-api-key" in each.get("secrets", [])
    ] == ["web"]


def test_a_missing_preparation_is_told_in_words() -> None:
    with pytest.raises(KeyError, match="Type deploy/prepare first"):
        read_compose_file(SECRETS_DIR="")


def test_the_layer_keeps_nothing(services: Any) -> None:
    command = services["redis"]["command"]
    assert command[command.index("--save") + 1] == ""
    assert command[command.index("--appendonly") + 1] == "no"
    assert "volumes" not in services["redis"]


def test_what_must_last_lies_in_volumes(file: Any) -> None:
    assert set(file["volumes"]) == {"records", "certificates", "authority"}
    assert file["services"]["postgres"]["volumes"] == ["records:/var/lib/postgresql/data"]
    assert file["services"]["proxy"]["volumes"] == ["certificates:/var/lib/proxy"]


def test_the_example_names_every_variable_and_no_other() -> None:
    passed_on = {name for name in named_in_example() if name in settings_read()}
    assert named_in_example() - passed_on == referred_to() | {"COMPOSE_PROFILES"}


def test_without_a_key_the_emulator_answers(services: Any) -> None:
    emulator, web = services["emulator"], services["web"]["environment"]
    options = dict(zip(emulator["command"][3::2], emulator["command"][4::2], strict=True))
    assert web["LIVECHAT_EMULATOR_URL"] == f"https://{options['--host']}:{options['--port']}"
    assert web["LIVECHAT_EMULATOR_CA"] == options["--ca-out"]
    assert emulator["profiles"] == ["emulator"]
    assert "COMPOSE_PROFILES=emulator" in (PROJECT_DIR / "deploy/example.env").read_text().splitlines()


def test_version_1_of_compose_can_read_it(file: Any) -> None:
    assert not UNKNOWN_TO_VERSION_1 & set(file)
    assert all(not UNKNOWN_TO_VERSION_1 & set(service) for service in file["services"].values())


def test_no_image_names_a_registry() -> None:
    for path in ("docker-compose.yml", "Dockerfile", "deploy/proxy/Dockerfile", "deploy/example.env"):
        text = (PROJECT_DIR / path).read_text()
        images = re.findall(r"(?:_IMAGE(?::-|=)|image: |^FROM )([^\s}]+)", text, re.MULTILINE)
        assert images
        assert not [image for image in images if REGISTRY.match(image)]
