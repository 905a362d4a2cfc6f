// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.apiserver.schema.Kinds;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class DiscoveryTest {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Discovery discovery = Discovery.of(Kinds.table().all());

  @Test
  void core_hasOneVersion() {
    assertThat(discovery.coreVersions("127.0.0.1:6443"))
        .isEqualTo(
            json(
                """
                {"kind":"APIVersions","apiVersion":"v1","versions":["v1"],
                 "serverAddressByClientCIDRs":[
                  {"clientCIDR":"0.0.0.0/0","serverAddress":"127.0.0.1:6443"}]}
                """));
  }

  @Test
  void groups_areThoseOfTheKindsInTheirOrder() {
    assertThat(discovery.groups().path("groups").valueStream().map(g -> g.path("name").asString()))
        .containsExactly(
            "apps",
            "events.k8s.io",
            "networking.k8s.io",
            "policy",
            "coordination.k8s.io",
            "discovery.k8s.io");
    assertThat(discovery.group("apps"))
        .contains(
            (ObjectNode)
                json(
                    """
                    {"kind":"APIGroup","apiVersion":"v1","name":"apps",
                     "versions":[{"groupVersion":"apps/v1","version":"v1"}],
                     "preferredVersion":{"groupVersion":"apps/v1","version":"v1"}}
                    """));
    assertThat(discovery.group("batch")).isEmpty();
    assertThat(discovery.group("")).isEmpty();
  }

  @Test
  void resources_areListedWithTheirSubresources() {
    JsonNode resources = discovery.resources("apps", "v1").orElseThrow().path("resources");

    assertThat(resources.valueStream().map(r -> r.path("name").asString()))
        .contains("deployments", "deployments/scale", "deployments/status");
    assertThat(
            resources
                .valueStream()
                .filter(r -> r.path("name").asString().equals("deployments/scale")))
        .containsExactly(
            json(
                """
                {"name":"deployments/scale","singularName":"","namespaced":true,
                 "group":"autoscaling","version":"v1","kind":"Scale",
                 "verbs":["get","patch","update"]}
                """));
    assertThat(discovery.resources("apps", "v2")).isEmpty();
  }

  @Test
  void aggregatedResource_saysWhatTheListSays() {
    JsonNode apps = discovery.aggregatedGroups().at("/items/0");

    assertThat(apps.at("/metadata/name").asString()).isEqualTo("apps");
    assertThat(
            apps.at("/versions/0/resources")
                .valueStream()
                .filter(r -> r.path("resource").asString().equals("replicasets")))
        .containsExactly(
            json(
                """
                {"resource":"replicasets","scope":"Namespaced","singularResource":"replicaset",
                 "responseKind":{"group":"","version":"","kind":"ReplicaSet"},
                 "verbs":["create","delete","deletecollection","get","list","patch","update","watch"],
                 "shortNames":["rs"],"categories":["all"],
                 "subresources":[
                  {"subresource":"scale","verbs":["get","patch","update"],
                   "responseKind":{"group":"autoscaling","version":"v1","kind":"Scale"}},
                  {"subresource":"status","verbs":["get","patch","update"],
                   "responseKind":{"group":"","version":"","kind":"ReplicaSet"}}]}
                """));
  }

  @Test
  void aggregatedCore_isOneNamelessGroup() {
    JsonNode items = discovery.aggregatedCore().path("items");

    assertThat(items.size()).isOne();
    assertThat(items.at("/0/metadata").has("name")).isFalse();
  }

  private static JsonNode json(String text) {
    return JSON.readTree(text);
  }
}
