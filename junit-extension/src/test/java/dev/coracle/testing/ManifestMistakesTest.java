// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.api.KubeObject;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What is said of manifests that are not what their authors meant. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ManifestMistakesTest {

  private final Cluster cluster = Cluster.builder().controlPlaneOnly().start();

  @TempDir Path directory;

  @AfterAll
  void stop() {
    cluster.close();
  }

  private void assertRefused(String yaml, String message) {
    assertThatThrownBy(() -> cluster.apply(yaml))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("snakeyaml", "jackson"));
  }

  @Test
  void forgottenSeparator_isAskedFor() {
    assertRefused(
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: a}
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: b}
        """,
        """
        manifest, line 4, column 1: key "apiVersion" already set in map (two objects in one \
        document? put --- between them)
          apiVersion: v1\
        """);
  }

  @Test
  void keyGivenTwiceFurtherDown_isOnlyThat() {
    assertRefused(
        """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: a
          name: b
        """,
        """
        manifest, line 5, column 3: key "name" already set in map
            name: b\
        """);
  }

  @Test
  void tab_isShownWhereItIs() throws IOException {
    Path file =
        Files.writeString(directory.resolve("web.yaml"), "kind: Pod\nmetadata:\n\tname: x\n");

    assertThatThrownBy(() -> cluster.apply(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            file
                + ", line 3, column 1: a tab (expected: blanks, for YAML knows no tabs outside"
                + " of texts)\n  \\tname: x");
  }

  @Test
  void wrongIndentation_isShownWithItsLine() {
    assertRefused(
        "kind: Pod\nmetadata:\n  name: x\n   labels: {app: x}\n",
        """
        manifest, line 4, column 10: mapping values are not allowed here (is it indented as the \
        lines around it are?)
             labels: {app: x}\
        """);
    assertRefused(
        "kind: Pod\nspec:\n    containers: []\n  hostNetwork: true\n",
        """
        manifest, line 4, column 3: expected <block end>, but found '<block mapping start>' (is it \
        indented as the lines around it are?)
            hostNetwork: true\
        """);
  }

  @Test
  void templateOfHelm_isRecognized() {
    assertRefused(
        "kind: Pod\nmetadata:\n  name: {{ .Values.name }}\n",
        """
        manifest, line 3, column 9: unsupported map key: a list or a map (a template of Helm? apply \
        what helm template makes of it)
            name: {{ .Values.name }}\
        """);
  }

  @Test
  void variablesAndUnquotedSigns_areRecognized() {
    assertRefused(
        "kind: Pod\nmetadata: {name: ${NAME}}\n",
        """
        manifest, line 2, column 19: expected ',' or '}', but got { (a variable? nothing replaces it \
        here)
          metadata: {name: ${NAME}}\
        """);
    assertRefused(
        "kind: Pod\nmetadata:\n  name: @name@\n",
        """
        manifest, line 3, column 9: found character '@' that cannot start any token (a text that \
        begins with it needs quotes)
            name: @name@\
        """);
  }

  @Test
  void specThatIsNotIndented_isAskedFor() {
    assertThatThrownBy(
            () ->
                cluster.apply(
                    """
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata: {name: web}
                    spec:
                    replicas: 2
                    """))
        .hasMessageStartingWith(
            "manifest, object 1 at line 1 (Deployment \"web\") (is all of its spec indented below"
                + " spec?): ")
        .hasMessageContaining("unknown field \"replicas\"");
  }

  @Test
  void objectThatIsNotThere_isGuessed() {
    try (Cluster whole = Cluster.builder().virtualTime().start()) {
      whole.apply(
          "apiVersion: v1\nkind: Service\nmetadata: {name: orders}\nspec: {ports: [{port: 80}]}");

      assertThatThrownBy(() -> whole.awaitReady("service/order", Duration.ofSeconds(1)))
          .hasMessage(
              "not ready after 1 s: Service default/order: not found (did you mean orders?)");
      assertThatThrownBy(() -> whole.get("servcie/orders"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("type: \"servcie\" (did you mean service?)");
    }
  }

  @Test
  void pathGivenAsText_isRecognized() {
    assertRefused(
        "k8s/orders.yaml",
        "manifest: \"k8s/orders.yaml\" names a file and is no YAML (expected:"
            + " apply(Path.of(\"k8s/orders.yaml\")), or applyResource(\"k8s/orders.yaml\") from the"
            + " class path)");
  }

  @Test
  void documentsThatAreNoObjects_areNamed() {
    assertRefused(
        "some text",
        "manifest, line 1: a text, \"some text\" (expected: an object with apiVersion and kind)");
    assertRefused(
        "- kind: Pod\n- kind: Pod\n",
        "manifest, line 1: a list (expected: an object with apiVersion and kind)");
    assertRefused(
        "---\n# nothing yet\n---\n",
        "manifest: no documents (expected: at least one Kubernetes object)");
  }

  @Test
  void missingKindOrVersion_isAskedFor() {
    assertRefused(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n---\n"
            + "apiVersion: apps/v1\nmetadata: {name: web}\n",
        "manifest, object 2 at line 5 (? \"web\"): no kind (expected: a kind of \"apps/v1\", such"
            + " as ControllerRevision)");
    assertRefused(
        "kind: Deployment\nmetadata: {name: web}\n",
        "manifest, object 1 at line 1 (Deployment \"web\"): no apiVersion (expected: apps/v1)");
    assertRefused(
        "metadata: {name: web}\n",
        "manifest, object 1 at line 1 (? \"web\"): no apiVersion and no kind (expected: both, such"
            + " as apiVersion: v1 and kind: Pod)");
  }

  @Test
  void kindWithASlip_isGuessed() {
    assertRefused(
        "apiVersion: apps/v1\nkind: Deploymnt\nmetadata: {name: web}\n",
        "manifest, object 1 at line 1 (Deploymnt \"web\"): kind Deploymnt of \"apps/v1\" (did you"
            + " mean Deployment?)");
  }

  @Test
  void versionThatIsServedNoMore_isToldWithTheOneThatIs() {
    assertRefused(
        "apiVersion: extensions/v1beta1\nkind: Ingress\nmetadata: {name: web}\n",
        "manifest, object 1 at line 1 (Ingress \"web\"): kind Ingress of \"extensions/v1beta1\""
            + " (expected: apiVersion networking.k8s.io/v1)");
  }

  @Test
  void resourceThatIsAFile_isToldHowToApply() throws IOException {
    Path file = Files.writeString(directory.resolve("file.yaml"), "kind: Pod\n");

    assertThatThrownBy(() -> cluster.applyResource(file.toString()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "manifest resource: %1$s (expected: a YAML file on the class path; a file by"
                    .formatted(file)
                + " apply(Path.of(\"%1$s\")))".formatted(file));
  }

  @Test
  void fileThatIsAResource_isToldHowToApply() {
    assertThatThrownBy(() -> cluster.apply(Path.of("k8s/orders.yaml")))
        .hasMessageStartingWith("manifest file: k8s/orders.yaml (expected: a readable YAML file");
  }

  @Test
  void directoryOfResources_isApplied() throws IOException {
    Path manifests = Files.createDirectories(directory.resolve("k8s"));
    Files.writeString(
        manifests.resolve("a.yaml"), "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one}\n");
    Files.writeString(
        manifests.resolve("b.yml"), "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: two}\n");

    try (URLClassLoader loader = new URLClassLoader(new URL[] {directory.toUri().toURL()}, null)) {
      cluster.applyResource("/k8s", loader);
    }

    assertThat(cluster.list("configmaps")).extracting(KubeObject::name).contains("one", "two");
  }

  @Test
  void refusedObject_isToldWithItsPlace() {
    assertThatThrownBy(
            () ->
                cluster.apply(
                    """
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: good}
                    ---
                    apiVersion: v1
                    kind: Service
                    metadata: {name: web}
                    spec: {ports: [{prot: 80}]}
                    """))
        .hasMessageStartingWith("manifest, object 2 at line 5 (Service \"web\"): ")
        .hasMessageContaining("unknown field \"spec.ports[0].prot\"");
  }
}
