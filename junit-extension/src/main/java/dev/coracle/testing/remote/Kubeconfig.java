// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing.remote;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.pki.Pem;
import dev.coracle.api.pki.X509Bundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The current context of a kubeconfig: which server, whom to trust, and who asks.
 *
 * @param authorities who certifies the server; empty for those that the JVM knows
 * @param verified whether the server must be certified at all
 * @param token the bearer token; empty for none
 */
record Kubeconfig(
    Path file,
    URI server,
    List<X509Certificate> authorities,
    boolean verified,
    String token,
    Optional<X509Bundle> certificate,
    String namespace) {

  private static final String NAME = "cluster";

  /** What we would have to do, and do not; left out, a test would ask the wrong one or nobody. */
  private static final Set<String> NOT_FOR_CLUSTERS = Set.of("proxy-url", "tls-server-name");

  private static final Set<String> NOT_FOR_USERS =
      Set.of("exec", "auth-provider", "username", "password", "as", "as-groups", "as-uid");

  /**
   * Reads the document of a file.
   *
   * @throws IllegalArgumentException naming what is missing, or not done
   */
  static Kubeconfig of(Path file, KubeObject document) {
    return new Reader(file, document).read();
  }

  /** The same in one file: what stands beside the original is in it. JSON, which is YAML too. */
  String flattened() {
    ObjectNode document = Json.object().put("apiVersion", "v1").put("kind", "Config");
    document.put("current-context", NAME);
    ObjectNode cluster = entry(document, "clusters", "cluster").put("server", server.toString());
    if (!verified) {
      cluster.put("insecure-skip-tls-verify", true);
    } else if (!authorities.isEmpty()) {
      cluster.put("certificate-authority-data", base64(Pem.encode(authorities)));
    }
    ObjectNode user = entry(document, "users", "user");
    if (!token.isEmpty()) {
      user.put("token", token);
    }
    certificate.ifPresent(
        own ->
            user.put("client-certificate-data", base64(own.certificatesPem()))
                .put("client-key-data", base64(own.privateKeyPem())));
    entry(document, "contexts", "context")
        .put("cluster", NAME)
        .put("user", NAME)
        .put("namespace", namespace);
    return Json.text(document) + "\n";
  }

  private static ObjectNode entry(ObjectNode document, String list, String member) {
    ObjectNode entry = Json.arrayAt(document, list).addObject();
    return entry.put("name", NAME).putObject(member);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }

  private record Reader(Path file, KubeObject document) {

    Kubeconfig read() {
      String current = document.text("current-context");
      if (current.isEmpty()) {
        throw wrong("no current-context (expected: one of " + names("contexts") + ")");
      }
      JsonNode context = named("contexts", current).path("context");
      JsonNode cluster = named("clusters", context.path("cluster").asString("")).path("cluster");
      JsonNode user = named("users", context.path("user").asString("")).path("user");
      refuse(cluster, NOT_FOR_CLUSTERS, "a cluster that is reached directly by its own name");
      refuse(user, NOT_FOR_USERS, "a token or a client certificate; one with kubectl create token");
      return new Kubeconfig(
          file,
          server(cluster),
          bytes(cluster, "certificate-authority").map(Pem::certificates).orElse(List.of()),
          !cluster.path("insecure-skip-tls-verify").asBoolean(false),
          token(user),
          certificate(user),
          context.path("namespace").asString("default"));
    }

    private URI server(JsonNode cluster) {
      String server = cluster.path("server").asString("");
      if (!server.startsWith("http://") && !server.startsWith("https://")) {
        throw wrong("server: \"" + server + "\" (expected: an http or https URL)");
      }
      return URI.create(server.replaceFirst("/+$", ""));
    }

    private String token(JsonNode user) {
      String token = user.path("token").asString("");
      return token.isEmpty()
          ? user.has("tokenFile") ? contents(user.path("tokenFile").asString("")).strip() : ""
          : token;
    }

    private Optional<X509Bundle> certificate(JsonNode user) {
      return bytes(user, "client-certificate")
          .map(
              chain ->
                  X509Bundle.parse(
                      chain,
                      bytes(user, "client-key")
                          .orElseThrow(() -> wrong("client-certificate without client-key"))));
    }

    /** A PEM text that is in the document itself or in a file beside it. */
    private Optional<String> bytes(JsonNode node, String name) {
      String inline = node.path(name + "-data").asString("");
      if (!inline.isEmpty()) {
        return Optional.of(new String(Base64.getMimeDecoder().decode(inline), UTF_8));
      }
      String beside = node.path(name).asString("");
      return beside.isEmpty() ? Optional.empty() : Optional.of(contents(beside));
    }

    private String contents(String name) {
      Path wanted = file.toAbsolutePath().resolveSibling(name);
      try {
        return Files.readString(wanted);
      } catch (IOException e) {
        throw new UncheckedIOException(
            "kubeconfig " + file + ": " + wanted + " (expected: a readable file)", e);
      }
    }

    private JsonNode named(String list, String name) {
      return entries(list)
          .filter(entry -> entry.path("name").asString("").equals(name))
          .findFirst()
          .orElseThrow(
              () -> wrong(list + ": \"" + name + "\" (expected: one of " + names(list) + ")"));
    }

    private List<String> names(String list) {
      return entries(list).map(entry -> entry.path("name").asString("")).toList();
    }

    private Stream<JsonNode> entries(String list) {
      return document.at(list).valueStream();
    }

    private void refuse(JsonNode node, Set<String> members, String expected) {
      members.stream()
          .sorted()
          .filter(node::has)
          .findFirst()
          .ifPresent(
              member -> {
                throw wrong(member + " is not supported (expected: " + expected + ")");
              });
    }

    private IllegalArgumentException wrong(String what) {
      return new IllegalArgumentException("kubeconfig " + file + ": " + what);
    }
  }
}
