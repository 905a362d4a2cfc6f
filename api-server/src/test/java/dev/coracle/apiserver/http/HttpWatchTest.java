// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import static dev.coracle.apiserver.http.HttpTester.CONFIG_MAPS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.Json;
import dev.coracle.api.ResourceType;
import dev.coracle.api.time.VirtualTime;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class HttpWatchTest {

  private static final String WATCH = CONFIG_MAPS + "?watch=1";

  private final VirtualTime time = new VirtualTime(Instant.parse("2026-01-01T00:00:00Z"));
  private final HttpTester http = new HttpTester(time);

  @AfterEach
  void stop() {
    http.close();
    time.close();
  }

  private ChunkedReader watch(String query) throws IOException {
    return new ChunkedReader(http.raw("GET", WATCH + query));
  }

  private static String name(JsonNode event) {
    return event.path("type").asString() + " " + event.at("/object/metadata/name").asString();
  }

  private FrameReader watchByWebSocket(String query) {
    FrameReader reader = new FrameReader();
    HttpClient.newHttpClient()
        .newWebSocketBuilder()
        .header("Authorization", "Bearer " + http.listeners().adminToken())
        .buildAsync(
            URI.create(http.listeners().httpUrl().toString().replace("http", "ws") + WATCH + query),
            reader)
        .join();
    return reader;
  }

  @Test
  void watch_sendsItsHeadBeforeTheFirstEvent() throws IOException {
    try (ChunkedReader reader = watch("&resourceVersion=2")) {
      assertThat(reader.head())
          .contains(
              "HTTP/1.1 200 OK", "Content-Type: application/json", "Transfer-Encoding: chunked");
    }
  }

  @Test
  void events_areLinesOfAChunkedAnswer() throws IOException {
    http.createConfigMap("a", "one\ntwo");
    try (ChunkedReader reader = watch("")) {
      String first = name(reader.event());
      http.createConfigMap("b", "x");

      assertThat(first).isEqualTo("ADDED a");
      assertThat(name(reader.event())).isEqualTo("ADDED b");
    }
  }

  @Test
  void oldWatchPath_watchesToo() throws IOException {
    http.createConfigMap("a", "x");
    try (ChunkedReader reader =
        new ChunkedReader(http.raw("GET", "/api/v1/watch/namespaces/default/configmaps/a"))) {
      assertThat(name(reader.event())).isEqualTo("ADDED a");
    }
  }

  @Test
  void timeLimit_endsTheAnswer() throws IOException {
    try (ChunkedReader reader = watch("&timeoutSeconds=10")) {
      http.createConfigMap("a", "x");
      String last = name(reader.event());
      time.advance(Duration.ofSeconds(10));

      assertThat(last).isEqualTo("ADDED a");
      assertThat(reader.chunk()).isEmpty();
    }
  }

  @Test
  void watchWithoutALimit_endsWithinTheHour() throws IOException {
    try (ChunkedReader reader = watch("")) {
      time.advance(Duration.ofHours(1));

      assertThat(reader.chunk()).isEmpty();
    }
  }

  @Test
  void webSocket_hasOneDocumentPerMessage() throws Exception {
    http.createConfigMap("a", "one\ntwo");
    http.createConfigMap("b", "x");
    FrameReader reader = watchByWebSocket("");
    List<String> first = List.of(name(reader.event()), name(reader.event()));
    http.createConfigMap("c", "x");

    assertThat(first).containsExactly("ADDED a", "ADDED b");
    assertThat(name(reader.event())).isEqualTo("ADDED c");
  }

  @Test
  void webSocket_isClosedAtItsTimeLimit() throws Exception {
    FrameReader reader = watchByWebSocket("&timeoutSeconds=10");

    time.advance(Duration.ofSeconds(10));

    assertThat(reader.closeCode()).isEqualTo(1000);
  }

  @Test
  void refusedWatch_isNoWebSocket() throws IOException {
    try (ChunkedReader reader =
        new ChunkedReader(
            http.raw(
                "GET",
                WATCH + "&labelSelector=%28",
                "Connection: Upgrade",
                "Upgrade: websocket",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="))) {
      assertThat(reader.head().get(0)).startsWith("HTTP/1.1 400");
    }
    http.awaitNoWatchers(ResourceType.CONFIG_MAPS, () -> {});
  }

  @Test
  void vanishedClient_leavesNoWatcherAfterTheNextEvents() throws IOException {
    try (ChunkedReader reader = watch("")) {
      http.createConfigMap("a", "x");
      assertThat(name(reader.event())).isEqualTo("ADDED a");
      assertThat(http.watchers(ResourceType.CONFIG_MAPS)).isEqualTo(1);
    }

    // The first write after the client has gone is answered by a reset, which the next one meets.
    int[] count = new int[1];
    http.awaitNoWatchers(
        ResourceType.CONFIG_MAPS, () -> http.createConfigMap("b" + count[0]++, "x"));
  }

  @Test
  void closedWebSocket_leavesNoWatcher() throws Exception {
    FrameReader reader = watchByWebSocket("");
    http.createConfigMap("a", "x");
    assertThat(name(reader.event())).isEqualTo("ADDED a");

    reader.close();

    assertThat(reader.closeCode()).isEqualTo(1000);
    http.awaitNoWatchers(ResourceType.CONFIG_MAPS, () -> {});
  }

  @Test
  void slowClient_doesNotHoldBackWriters() throws IOException {
    String text = "x".repeat(100_000);
    try (Socket slow = http.raw("GET", WATCH, "X-Slow: yes")) {
      // Far more than socket buffers hold, and nobody reads.
      List<String> created = new ArrayList<>();
      IntStream.range(0, 200)
          .forEach(i -> created.add(http.createConfigMap("c%03d".formatted(i), text).name()));
      assertThat(created).hasSize(200);

      ChunkedReader reader = new ChunkedReader(slow);
      List<String> seen = new ArrayList<>();
      while (seen.size() < 200) {
        seen.add(reader.event().at("/object/metadata/name").asString());
      }
      assertThat(seen).isEqualTo(created);
    }
  }

  @Test
  void manyEventsAtOnce_comeInTheirOrderByBothWays() throws Exception {
    List<String> names = IntStream.range(0, 5000).mapToObj(i -> "c%05d".formatted(i)).toList();
    names.forEach(name -> http.createConfigMap(name, "x"));
    FrameReader frames = watchByWebSocket("");
    try (ChunkedReader lines = watch("")) {
      List<String> byLine = new ArrayList<>();
      List<String> byFrame = new ArrayList<>();
      for (int i = 0; i < 5000; i++) {
        byLine.add(lines.event().at("/object/metadata/name").asString());
        byFrame.add(frames.event().at("/object/metadata/name").asString());
      }

      assertThat(byLine).isEqualTo(names);
      assertThat(byFrame).isEqualTo(names);
    }
  }

  @Test
  void closedDoor_doesNotFailWriters() throws IOException {
    try (ChunkedReader reader = watch("")) {
      http.createConfigMap("a", "x");
      assertThat(name(reader.event())).isEqualTo("ADDED a");

      http.close();
      http.createConfigMap("b", "x");
    }

    int[] count = new int[1];
    http.awaitNoWatchers(
        ResourceType.CONFIG_MAPS, () -> http.createConfigMap("c" + count[0]++, "x"));
  }

  @Test
  void initialEvents_endWithABookmarkOverBothWays() throws Exception {
    http.createConfigMap("a", "x");
    String query =
        "&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true";
    FrameReader frames = watchByWebSocket(query);
    try (ChunkedReader lines = watch(query)) {
      for (JsonNode[] events :
          new JsonNode[][] {{lines.event(), lines.event()}, {frames.event(), frames.event()}}) {
        assertThat(name(events[0])).isEqualTo("ADDED a");
        assertThat(events[1].path("type").asString()).isEqualTo("BOOKMARK");
        assertThat(Json.at(events[1], "object", "metadata", "annotations").toString())
            .isEqualTo("{\"k8s.io/initial-events-end\":\"true\"}");
      }
    }
  }
}
