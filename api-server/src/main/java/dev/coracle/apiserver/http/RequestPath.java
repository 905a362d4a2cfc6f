// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.List;

/** What a path is about: objects of a kind, or something else that the server offers. */
sealed interface RequestPath {

  /**
   * Objects: all of a kind, one of them, or a part of one.
   *
   * @param rest what follows a subresource, such as the path behind {@code proxy}, still encoded
   */
  record Objects(
      String group,
      String version,
      String namespace,
      String plural,
      String name,
      String subresource,
      String rest,
      boolean watch)
      implements RequestPath {}

  /** Everything else: discovery, health, documents. */
  record Other(String path) implements RequestPath {}

  /** Parses a path as it came over the wire. Dots and parameters mean nothing in it. */
  static RequestPath parse(String path) {
    List<String> parts = List.of(path.substring(1).split("/", -1));
    boolean core = parts.get(0).equals("api") && parts.size() > 2;
    boolean grouped = parts.get(0).equals("apis") && parts.size() > 3;
    int prefix = core ? 2 : 3;
    if (!core && !grouped || parts.subList(0, prefix + 1).contains("")) {
      return new Other(decode(path));
    }
    String group = core ? "" : part(parts, 1);
    String version = part(parts, prefix - 1);
    List<String> tail = parts.subList(prefix, parts.size());
    boolean watch = tail.get(0).equals("watch") && tail.size() > 1;
    return objects(group, version, watch ? tail.subList(1, tail.size()) : tail, watch);
  }

  private static Objects objects(String group, String version, List<String> tail, boolean watch) {
    boolean inNamespace =
        tail.size() > 2
            && tail.get(0).equals("namespaces")
            && !tail.get(2).equals("status")
            && !tail.get(2).equals("finalize");
    String namespace = inNamespace ? part(tail, 1) : "";
    List<String> own = inNamespace ? tail.subList(2, tail.size()) : tail;
    String rest = own.size() > 3 ? "/" + String.join("/", own.subList(3, own.size())) : "";
    return new Objects(
        group, version, namespace, part(own, 0), part(own, 1), part(own, 2), rest, watch);
  }

  private static String part(List<String> parts, int index) {
    return index < parts.size() ? decode(parts.get(index)) : "";
  }

  private static String decode(String text) {
    return text.contains("%") ? URLDecoder.decode(text.replace("+", "%2B"), UTF_8) : text;
  }
}
