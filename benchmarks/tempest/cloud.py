"""What Tempest must know of a deployment, asked through its APIs, and the tempest.conf that says it."""

import configparser
import io
import json
import pathlib
import re
import urllib.request
from collections.abc import Mapping
from typing import Any

# Tempest's tests only start servers from it. There is no guest that would boot it.
_IMAGE = b"An image for servers without guests.\n"


def variables(openrc: pathlib.Path) -> dict[str, str]:
    """Return the OS_* variables that a file to source sets."""
    return dict(re.findall(r"^export (OS_\w+)='(.*)'$", openrc.read_text(), re.MULTILINE))


class Cloud:
    """A deployment, as its administrator sees it."""

    def __init__(self, given: Mapping[str, str]) -> None:
        self.given = given
        user = {
            "name": given["OS_USERNAME"],
            "password": given["OS_PASSWORD"],
            "domain": {"name": given["OS_USER_DOMAIN_NAME"]},
        }
        scope = {
            "project": {"name": given["OS_PROJECT_NAME"], "domain": {"name": given["OS_PROJECT_DOMAIN_NAME"]}}
        }
        methods = {"methods": ["password"], "password": {"user": user}}
        body = {"auth": {"identity": methods, "scope": scope}}
        issued, headers = _send("POST", f"{given['OS_AUTH_URL']}/auth/tokens", body, {})
        self._token = {"X-Auth-Token": headers["X-Subject-Token"]}
        self._urls = {
            service["type"]: endpoint["url"]
            for service in issued["token"]["catalog"]
            for endpoint in service["endpoints"]
            if endpoint["interface"] == given["OS_INTERFACE"]
        }

    def get(self, service: str, path: str) -> Any:
        """Return the answer to a GET."""
        return _send("GET", self._urls[service] + path, None, self._token)[0]

    def ensure_image(self, name: str) -> str:
        """Return the id of a public image, which is created if an earlier run did not."""
        url = f"{self._urls['image']}/v2/images"
        for image in self.get("image", f"/v2/images?name={name}")["images"]:
            return image["id"]
        wanted = {
            "name": name,
            "disk_format": "raw",
            "container_format": "bare",
            "visibility": "public",
            "min_disk": 0,
        }
        image = _send("POST", url, wanted, self._token)[0]["id"]
        _send("PUT", f"{url}/{image}/file", _IMAGE, self._token)
        return image

    def ensure_role(self, name: str) -> None:
        """Create a role unless Keystone has it, which its newer releases do from the start."""
        url = f"{self.given['OS_AUTH_URL']}/roles"
        if not _send("GET", f"{url}?name={name}", None, self._token)[0]["roles"]:
            _send("POST", url, {"role": {"name": name}}, self._token)

    def root(self, service: str) -> str:
        """Return the URL of a service without its path."""
        return "/".join(self._urls[service].split("/")[:3])

    def microversions(self, service: str, version: str) -> tuple[str, str]:
        """Return the first and the last microversion of one version of a service's API."""
        answer = _send("GET", f"{self.root(service)}/", None, {})[0]
        found = next(each for each in answer["versions"] if each["id"] == version)
        return found["min_version"], found["version"]


def configuration(cloud: Cloud, folder: pathlib.Path, qcow2: str) -> str:
    """Return the text of tempest.conf for a deployment. `qcow2`: the URL of an image in this format.

    What is off needs a guest, or a hypervisor or storage that is not fake.
    """
    given = cloud.given
    flavors = sorted(cloud.get("compute", "/flavors/detail")["flavors"], key=lambda flavor: flavor["ram"])
    networks = cloud.get("network", "/v2.0/networks")["networks"]
    external = next(network for network in networks if network["router:external"])
    shared = next(network for network in networks if network["shared"] and not network["router:external"])
    extensions = cloud.get("network", "/v2.0/extensions")["extensions"]
    cloud.ensure_role("manager")  # tests of migrations need a user with it
    oldest, newest = cloud.microversions("compute", "v2.1")
    hosts = cloud.get("compute", "/os-hypervisors")["hypervisors"]
    sections: dict[str, dict[str, object]] = {
        "DEFAULT": {"log_file": folder / "tempest.log"},
        "auth": {
            "admin_username": given["OS_USERNAME"],
            "admin_password": given["OS_PASSWORD"],
            "admin_project_name": given["OS_PROJECT_NAME"],
            "admin_domain_name": given["OS_USER_DOMAIN_NAME"],
            # Neutron would otherwise take most of the time. It is the same on both sides.
            "create_isolated_networks": False,
        },
        "identity": {"uri_v3": given["OS_AUTH_URL"], "region": given["OS_REGION_NAME"]},
        "service_available": {"swift": False, "horizon": False},
        "compute": {
            "image_ref": cloud.ensure_image("tempest"),
            "image_ref_alt": cloud.ensure_image("tempest-alt"),
            "flavor_ref": flavors[0]["id"],
            "flavor_ref_alt": flavors[1]["id"],
            "fixed_network_name": shared["name"],
            "min_compute_nodes": len(hosts),
            "min_microversion": oldest,
            "max_microversion": newest,
            "build_timeout": 60,
            "shelved_offload_time": -1,
        },
        "compute-feature-enabled": {
            "resize": True,
            "shelve_migrate": True,
            "vnc_console": True,
            "spice_console": True,
            "serial_console": True,
            "swap_volume": True,
        },
        "network": {"public_network_id": external["id"], "floating_network_name": external["name"]},
        "network-feature-enabled": {
            "api_extensions": ",".join(sorted(extension["alias"] for extension in extensions))
        },
        # An address that the deployment can reach and that always has the same content.
        "image": {"http_image": given["OS_AUTH_URL"], "http_qcow2_image": qcow2},
        "image-feature-enabled": {"manage_locations": True},
        "validation": {"run_validation": False},
        "volume": {"catalog_type": "volumev3", "build_timeout": 60, "storage_protocol": "fake"},
        "volume-feature-enabled": {"backup": False},
        "oslo_concurrency": {"lock_path": folder / "locks"},
    }
    parser = configparser.RawConfigParser()
    parser.read_dict(sections)
    text = io.StringIO()
    parser.write(text)
    return text.getvalue()


def _send(
    method: str, url: str, body: dict | bytes | None, headers: Mapping[str, str]
) -> tuple[Any, Mapping[str, str]]:
    data = json.dumps(body).encode() if isinstance(body, dict) else body
    kind = "application/octet-stream" if isinstance(body, bytes) else "application/json"
    request = urllib.request.Request(url, data, {**headers, "Content-Type": kind}, method=method)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoError())
    with opener.open(request, timeout=60) as response:
        text = response.read()
        return json.loads(text) if text else None, response.headers


class _NoError(urllib.request.HTTPErrorProcessor):
    """Lets pass `300 Multiple Choices`, with which services list their versions."""

    def http_response(self, request: Any, response: Any) -> Any:
        return response if response.status == 300 else super().http_response(request, response)
