// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class IngressRoutesTest {

  @ParameterizedTest(name = "{0} for {1}: {2}")
  @CsvSource({
    "foo.bar.com, foo.bar.com, a",
    "foo.bar.com, FOO.bar.com:8080, a",
    "foo.bar.com, subdomain.bar.com, -",
    "foo.bar.com, x.foo.bar.com, -",
    "*.foo.com, bar.foo.com, a",
    "*.foo.com, BAR.foo.com:80, a",
    "*.foo.com, baz.bar.foo.com, -",
    "*.foo.com, foo.com, -",
    "'', anything, a",
    "'', '', a",
    "'', '[::1]:80', a",
  })
  void hosts_match(String host, String requested, String service) {
    assertThat(match(List.of("i 1 " + host + " Prefix:/:a"), requested, "/")).isEqualTo(service);
  }

  @ParameterizedTest(name = "{0} for {1}: {2}")
  @CsvSource({
    "Prefix:/:a, /any/thing, a",
    "Exact:/foo:a, /foo, a",
    "Exact:/foo:a, /bar, -",
    "Exact:/foo:a, /foo/, -",
    "Exact:/foo:a, /FOO, -",
    "Exact:/foo/:a, /foo, -",
    "Exact:/foo/:a, /foo/, a",
    "Prefix:/foo:a, /foo, a",
    "Prefix:/foo:a, /foo/, a",
    "Prefix:/foo/:a, /foo, a",
    "Prefix:/foo/:a, /foo/, a",
    "Prefix:/foo:a, /FOO, -",
    "Prefix:/aaa/bb:a, /aaa/bbb, -",
    "Prefix:/aaa/bbb:a, /aaa/bbb, a",
    "Prefix:/aaa/bbb/:a, /aaa/bbb, a",
    "Prefix:/aaa/bbb:a, /aaa/bbb/, a",
    "Prefix:/aaa/bbb:a, /aaa/bbb/ccc, a",
    "Prefix:/aaa/bbb:a, /aaa/bbbxyz, -",
    "Prefix:/:a Prefix:/aaa:b, /aaa/ccc, b",
    "Prefix:/aaa:b Prefix:/:a, /aaa/ccc, b",
    "Prefix:/:a Prefix:/aaa:b Prefix:/aaa/bbb:c, /aaa/bbb, c",
    "Prefix:/:a Prefix:/aaa:b Prefix:/aaa/bbb:c, /ccc, a",
    "Prefix:/aaa:b, /ccc, -",
    "Prefix:/foo:a Exact:/foo:b, /foo, b",
    "Prefix:/foo/:a Exact:/foo:b, /foo/, a",
    "ImplementationSpecific::a, /x, a",
    "ImplementationSpecific:/foo:a, /foo/x, a",
  })
  void paths_match(String paths, String requested, String service) {
    assertThat(match(List.of("i 1 h.test " + paths), "h.test", requested)).isEqualTo(service);
  }

  @ParameterizedTest(name = "{0}{1}: {2}")
  @CsvSource({
    "a.foo.com, /, exact",
    "a.foo.com, /wild, exact",
    "b.foo.com, /wild, wild",
    "b.foo.com, /none, -",
    "other.com, /none, empty",
    "other.com, /more, -",
  })
  void hostOnceChosen_isNotLeft(String host, String path, String service) {
    List<String> ingresses =
        List.of(
            "i 1 a.foo.com Prefix:/:exact",
            "j 1 *.foo.com Prefix:/wild:wild",
            "k 1 - Prefix:/none:empty");

    assertThat(match(ingresses, host, path)).isEqualTo(service);
  }

  @Test
  void severalIngresses_shareAHost_andTheOldestWins() {
    List<String> ingresses =
        List.of(
            "a 3 h.test Prefix:/x:young",
            "b 1 h.test Prefix:/x:old Prefix:/y:y",
            "c 1 h.test Prefix:/y:late",
            "d 9 h.test Prefix:/x/z:special");

    assertThat(match(ingresses, "h.test", "/x")).isEqualTo("old");
    assertThat(match(ingresses, "h.test", "/y")).isEqualTo("y");
    assertThat(match(ingresses, "h.test", "/x/z")).isEqualTo("special");
  }

  @Test
  void defaultBackends_takeTheRest() {
    List<String> ingresses =
        List.of(
            "a 1 h.test Prefix:/x:x default:mine",
            "b 2 default:all",
            "c 3 default:late",
            "d 1 bare.test default:bare",
            "e 1 lone.test Prefix:/x:x");

    assertThat(match(ingresses, "h.test", "/x")).isEqualTo("x");
    assertThat(match(ingresses, "h.test", "/other")).isEqualTo("mine");
    assertThat(match(ingresses, "bare.test", "/")).isEqualTo("bare");
    assertThat(match(ingresses, "lone.test", "/")).isEqualTo("all");
    assertThat(match(ingresses, "unknown", "/")).isEqualTo("all");
  }

  private static String match(List<String> ingresses, String host, String path) {
    return IngressRoutes.of(ingresses.stream().map(IngressRoutesTest::ingress).toList())
        .match(host, path)
        .map(backend -> backend.service().name())
        .orElse("-");
  }

  /** {@code name second [host] path…}: an Ingress of that age with one rule. */
  private static IngressSpec ingress(String line) {
    List<String> words = new ArrayList<>(List.of(line.split(" ")));
    KubeObject object =
        KubeObject.of(ResourceType.INGRESSES, ObjectKey.of("default", words.remove(0)))
            .edit(
                o -> {
                  Json.objectAt(o, "metadata")
                      .put("creationTimestamp", "2026-01-01T00:00:0" + words.remove(0) + "Z");
                  ObjectNode spec = o.putObject("spec");
                  words.forEach(word -> add(spec, word));
                });
    return IngressSpec.of(object);
  }

  private static void add(ObjectNode spec, String word) {
    String[] parts = word.split(":", -1);
    if (parts[0].equals("default")) {
      backend(spec.putObject("defaultBackend"), parts[1]);
    } else if (parts.length == 1) {
      Json.arrayAt(spec, "rules").addObject().put("host", word.equals("-") ? "" : word);
    } else {
      if (spec.path("rules").isEmpty()) {
        Json.arrayAt(spec, "rules").addObject();
      }
      ObjectNode rule = (ObjectNode) spec.path("rules").path(0);
      ObjectNode path = Json.arrayAt(Json.objectAt(rule, "http"), "paths").addObject();
      path.put("pathType", parts[0]).put("path", parts[1]);
      backend(path.putObject("backend"), parts[2]);
    }
  }

  private static void backend(ObjectNode backend, String service) {
    backend.putObject("service").put("name", service).putObject("port").put("number", 80);
  }
}
