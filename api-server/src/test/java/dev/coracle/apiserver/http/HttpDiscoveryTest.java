// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.time.VirtualTime;
import dev.coracle.apiserver.http.HttpTester.Answer;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpDiscoveryTest {

  private static final String AGGREGATED =
      "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

  private final VirtualTime time = new VirtualTime(Instant.parse("2026-01-01T00:00:00Z"));
  private final HttpTester http = new HttpTester(time);

  @AfterEach
  void stop() {
    http.close();
    time.close();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "/api, APIVersions",
    "/api/, APIVersions",
    "/api/v1, APIResourceList",
    "/apis, APIGroupList",
    "/apis/apps, APIGroup",
    "/apis/apps/v1, APIResourceList"
  })
  void discovery_hasItsKind(String path, String kind) {
    Answer answer = http.get(path);

    assertThat(answer.code()).isEqualTo(200);
    assertThat(answer.json().path("kind").asString()).isEqualTo(kind);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api", "/apis"})
  void aggregatedDiscovery_isGivenToThoseWhoPreferIt(String path) {
    Answer answer = http.get(path, "Accept", AGGREGATED + ",application/json");

    assertThat(answer.header("content-type")).isEqualTo(AGGREGATED);
    assertThat(answer.json().path("kind").asString()).isEqualTo("APIGroupDiscoveryList");
    assertThat(answer.json().path("items")).isNotEmpty();
  }

  @Test
  void olderAggregatedDiscovery_fallsBackToThePlainOne() {
    String accept =
        "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json";

    assertThat(http.get("/apis", "Accept", accept).json().path("kind").asString())
        .isEqualTo("APIGroupList");
  }

  @Test
  void openApi_hasAnIndexWhosePathsExist() {
    Answer index = http.get("/openapi/v3");
    String place = index.json().at("/paths/apis~1apps~1v1/serverRelativeURL").asString();
    Answer document = http.get(place);
    Answer v2 = http.get("/openapi/v2");

    assertThat(place).startsWith("/openapi/v3/apis/apps/v1?hash=");
    assertThat(document.json().path("openapi").asString()).startsWith("3.");
    assertThat(v2.json().path("swagger").asString()).isEqualTo("2.0");
    assertThat(http.get("/openapi/v3/apis/no.such/v1").code()).isEqualTo(404);
  }

  @Test
  void version_isTheOnePresented() {
    Answer version = http.get("/version");

    assertThat(version.json().path("major").asString()).isEqualTo("1");
    assertThat(version.json().path("minor").asString()).isEqualTo("36");
    assertThat(version.json().path("gitVersion").asString()).startsWith("v1.36.");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"healthz", "livez", "readyz"})
  void health_isOkInFewWordsOrMany(String name) {
    Answer brief = http.get("/" + name);
    Answer verbose = http.get("/" + name + "?verbose");

    assertThat(brief.text()).isEqualTo("ok");
    assertThat(brief.header("content-type")).startsWith("text/plain");
    assertThat(verbose.text()).startsWith("[+]ping ok\n").endsWith(name + " check passed\n");
  }

  @Test
  void healthCheck_isMadeByItsNameAndCanBeLeftOut() {
    assertThat(http.get("/readyz/informer-sync").text()).isEqualTo("ok");
    assertThat(http.get("/livez/informer-sync").code()).isEqualTo(404);
    assertThat(http.get("/livez?verbose&exclude=etcd&exclude=moon").text())
        .isEqualTo(
            """
            [+]ping ok
            [+]log ok
            [+]etcd excluded: ok
            warn: some health checks cannot be excluded: no matches for "moon"
            livez check passed
            """);
  }

  @Test
  void rootPath_listsThePaths() {
    assertThat(http.get("/").json().path("paths").valueStream().map(p -> p.asString()))
        .contains("/api/v1", "/apis/apps/v1", "/openapi/v3", "/version");
  }
}
