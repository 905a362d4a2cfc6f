// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.recorded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.Json;
import dev.coracle.api.time.SystemTime;
import dev.coracle.apiserver.ApiServer;
import dev.coracle.apiserver.ApiServerOptions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

/**
 * Good objects with one thing changed, sent as a dry run: what kube-apiserver v1.36 made of each,
 * field by field, or how it refused it, word by word.
 *
 * <p>{@code differing-mutations.txt} names those that are not equal yet, each with what it waits
 * for. It may only shrink.
 */
class RecordedMutationsTest {

  private static final KnownDifferences KNOWN = KnownDifferences.read("differing-mutations.txt");

  private static Stream<MutationBase> bases() {
    return MutationBase.all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bases")
  void changedObjects_areAnsweredAsByTheRealServer(MutationBase base) {
    Map<String, List<String>> found = differences(base);

    List<String> known =
        KNOWN.names().stream().filter(name -> name.startsWith(base.name() + " ")).toList();
    String unexpected =
        found.entrySet().stream()
            .filter(entry -> !known.contains(entry.getKey()))
            .map(entry -> entry.getKey() + "\n" + String.join("\n", entry.getValue()))
            .collect(Collectors.joining("\n"));
    assertThat(unexpected).isEmpty();
    assertThat(found.keySet())
        .as("what is equal now comes off differing-mutations.txt")
        .containsAll(known);
  }

  private static Map<String, List<String>> differences(MutationBase base) {
    Map<String, List<String>> found = new TreeMap<>();
    try (SystemTime time = new SystemTime();
        ApiServer server = new ApiServer(ApiServerOptions.STANDARD, time)) {
      MutationRun run =
          new MutationRun(new RecordedClient(server.httpUrl(), server.adminToken()), base);
      run.prepare();
      base.mutations(true).forEach(mutation -> run.compare(mutation, Optional.empty(), found));
      ObjectNode stored = run.create();
      base.mutations(false).forEach(mutation -> run.compare(mutation, Optional.of(stored), found));
    }
    return found;
  }

  @Test
  void listOfDifferences_namesMutationsAndWhatTheyWaitFor() {
    assertThat(bases().flatMap(base -> base.mutations().stream()).map(Mutation::name))
        .doesNotHaveDuplicates()
        .containsAll(KNOWN.names());
    assertThat(KNOWN.reasons()).allSatisfy(reason -> assertThat(reason).isNotBlank());
  }

  @Test
  void change_isPutWhereItsPathLeads() {
    ObjectNode object = Json.parseObject("{\"a\":{\"labels\":{},\"b\":[{\"c\":1},{\"c\":2}]}}");

    ObjectNode changed =
        MutationChanges.applied(
            Json.parse(
                "[{\"path\":\"a.labels.x.y/z\",\"value\":\"1\"},"
                    + "{\"path\":\"a.b[1].c\",\"value\":{\"repeat\":\"x\",\"times\":3}},"
                    + "{\"path\":\"a.b[0]\",\"remove\":true}]"),
            object);

    assertThat(Json.text(changed))
        .isEqualTo("{\"a\":{\"labels\":{\"x.y/z\":\"1\"},\"b\":[{\"c\":\"xxx\"}]}}");
  }

  @Test
  void difference_isThatOfTheRecording() {
    assertThat(
            Json.text(
                MutationAnswer.changed(
                    Json.parse("{\"a\":1,\"b\":[{\"x\":1},{}],\"c\":[1],\"d\":{\"e\":1}}"),
                    Json.parse("{\"b\":[{\"x\":2},{}],\"c\":[2],\"d\":{\"e\":1,\"f\":{}}}"))))
        .isEqualTo("{\"a\":\"<removed>\",\"b\":{\"[0]\":{\"x\":2}},\"c\":[2],\"d\":{\"f\":{}}}");
  }
}
