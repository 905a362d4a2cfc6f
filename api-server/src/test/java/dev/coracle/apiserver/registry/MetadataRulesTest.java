// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ResourceType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class MetadataRulesTest {

  private static final String NAME_PART =
      "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end"
          + " with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex"
          + " used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

  private static List<String> createErrors(ResourceType type, String metadata) {
    FieldErrors errors = new FieldErrors();
    ObjectNode object = KindTester.tree("{metadata: " + metadata + "}");
    MetadataRules.validateCreate(object, type, NameRule.DNS_SUBDOMAIN, errors);
    return KindTester.texts(errors);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{namespace: a, name: x} | ",
        "{namespace: a, generateName: x-, name: x-abc} | ",
        "{namespace: a} | metadata.name: Required value: name or generateName is required",
        "{name: x} | metadata.namespace: Required value",
        "{namespace: a, name: x, labels: {k: 'b '}} | metadata.labels: Invalid value: \"b \": a"
            + " valid label must be an empty string or consist of alphanumeric characters, '-', '_'"
            + " or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or"
            + " 'my_value',  or '12345', regex used for validation is"
            + " '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
        "{namespace: a, name: x, annotations: {_k: b}} | metadata.annotations: Invalid value:"
            + " \"_k\": "
            + NAME_PART,
        "{namespace: a, name: x, finalizers: [foo]} | metadata.finalizers[0]: Invalid value:"
            + " \"foo\": name is neither a standard finalizer name nor is it fully qualified",
        "{namespace: a, name: x, finalizers: [example.com/foo]} | ",
        "{namespace: a, name: x, ownerReferences: [{apiVersion: v1, kind: Pod, name: p}]} |"
            + " metadata.ownerReferences.uid: Invalid value: \"\": must not be empty",
      })
  void newMetadata_areCheckedInKubernetesWords(String metadata, String error) {
    assertThat(createErrors(ResourceType.PODS, metadata))
        .isEqualTo(error == null ? List.of() : List.of(error));
  }

  @Test
  void namespaceOfAClusterKind_isForbidden() {
    assertThat(createErrors(ResourceType.NODES, "{namespace: a, name: x}"))
        .containsExactly("metadata.namespace: Forbidden: not allowed on this type");
  }

  @Test
  void twoControllers_areRefused() {
    assertThat(
            createErrors(
                ResourceType.PODS,
                "{namespace: a, name: x, ownerReferences: ["
                    + "{apiVersion: v1, kind: A, name: p, uid: u, controller: true},"
                    + "{apiVersion: v1, kind: B, name: q, uid: v, controller: true}]}"))
        .singleElement()
        .asString()
        .endsWith(
            "Only one reference can have Controller set to true. Found \"true\" in references for A/p"
                + " and B/q");
  }

  @Test
  void annotations_haveATotalSize() {
    ObjectNode object = Json.object();
    ObjectNode metadata = object.putObject("metadata").put("name", "x").put("namespace", "a");
    metadata.putObject("annotations").put("k", "v".repeat(256 * 1024));
    FieldErrors errors = new FieldErrors();

    MetadataRules.validateCreate(object, ResourceType.PODS, NameRule.DNS_SUBDOMAIN, errors);

    assertThat(KindTester.texts(errors))
        .containsExactly("metadata.annotations: Too long: may not be more than 262144 bytes");
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{name: x} | {name: z} | metadata.name: Invalid value: \"z\": field is immutable",
        "{name: x, uid: a} | {name: x, uid: b} | metadata.uid: Invalid value: \"b\": field is"
            + " immutable",
        "{name: x, generation: 2} | {name: x, generation: 1} | metadata.generation: Invalid value:"
            + " 1: must not be decremented",
        "{name: x, deletionTimestamp: t} | {name: x, deletionTimestamp: t, finalizers: [a.b/c]} |"
            + " metadata.finalizers: Forbidden: no new finalizers can be added if the object is"
            + " being deleted, found new finalizers []string{\"a.b/c\"}",
      })
  void changedMetadata_areComparedWithTheStored(String old, String changed, String error) {
    FieldErrors errors = new FieldErrors();

    MetadataRules.validateUpdate(
        KindTester.tree("{metadata: " + changed + "}"),
        KubeObject.of(KindTester.tree("{metadata: " + old + "}")),
        errors);

    assertThat(KindTester.texts(errors)).containsExactly(error);
  }
}
