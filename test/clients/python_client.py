"""What a program that uses the official Python client does. Prints one JSON document of what it saw."""
import json
import sys

from kubernetes import client, config, dynamic, watch
from kubernetes.client.exceptions import ApiException

config.load_kube_config(config_file=sys.argv[1])
namespace = "default"
core = client.CoreV1Api()
seen = {}

# What there was before is no part of it.
start = core.list_namespaced_config_map(namespace).metadata.resource_version

service = core.create_namespaced_service(
    namespace,
    client.V1Service(
        metadata=client.V1ObjectMeta(name="web", labels={"app": "web"}),
        spec=client.V1ServiceSpec(
            selector={"app": "web"}, ports=[client.V1ServicePort(port=80, target_port="http")]
        ),
    ),
)
seen["clusterIP"] = service.spec.cluster_ip
seen["targetPort"] = service.spec.ports[0].target_port
seen["age"] = type(service.metadata.creation_timestamp).__name__
seen["services"] = [
    each.metadata.name
    for each in core.list_namespaced_service(namespace, label_selector="app=web").items
]

colors = client.V1ConfigMap(metadata=client.V1ObjectMeta(name="colors"), data={"sky": "blue"})
core.create_namespaced_config_map(namespace, colors)
core.patch_namespaced_config_map("colors", namespace, {"data": {"sea": "green"}})
core.patch_namespaced_config_map(
    "colors", namespace, [{"op": "replace", "path": "/data/sky", "value": "grey"}]
)
seen["patched"] = core.read_namespaced_config_map("colors", namespace).data

maps = dynamic.DynamicClient(client.ApiClient()).resources.get(api_version="v1", kind="ConfigMap")
manifest = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "applied"}, "data": {}}
applied = maps.patch(
    # A content type that is no JSON wants its body as text.
    json.dumps(manifest),
    name="applied",
    namespace=namespace,
    content_type="application/apply-patch+yaml",
    field_manager="python",
)
seen["managers"] = [[each.manager, each.operation] for each in applied.metadata.managedFields]

core.delete_namespaced_config_map("colors", namespace)
events = []
stream = watch.Watch().stream(
    core.list_namespaced_config_map, namespace, resource_version=start, timeout_seconds=5
)
for event in stream:
    events.append([event["type"], event["object"].metadata.name])
    if event["type"] == "DELETED":
        break
seen["events"] = events

pages = []
page = core.list_namespaced_config_map(namespace, limit=1)
while True:
    pages.append([each.metadata.name for each in page.items])
    if not page.metadata._continue:
        break
    page = core.list_namespaced_config_map(namespace, limit=1, _continue=page.metadata._continue)
seen["pages"] = pages

try:
    core.read_namespaced_service("ghost", namespace)
except ApiException as error:
    seen["missing"] = [error.status, json.loads(error.body)["message"]]
try:
    core.create_namespaced_service(namespace, {"metadata": {"name": "Bad"}, "spec": {}})
except ApiException as error:
    seen["invalid"] = [error.status, json.loads(error.body)["reason"]]

json.dump(seen, sys.stdout)
