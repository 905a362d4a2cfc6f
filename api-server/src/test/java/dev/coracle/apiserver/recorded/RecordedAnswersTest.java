// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.recorded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.coracle.api.time.SystemTime;
import dev.coracle.apiserver.ApiServer;
import dev.coracle.apiserver.ApiServerOptions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * Every recorded case against an API server of ours, alone and new: status, headers, body and
 * events, field by field, are what kube-apiserver v1.36.0 answered.
 *
 * <p>{@code differing.txt} names the cases that are not equal yet, each with what it waits for. It
 * may only shrink: a case on it that has become equal fails too.
 */
class RecordedAnswersTest {

  private static final KnownDifferences KNOWN = KnownDifferences.read("differing.txt");

  private static Stream<RecordedCase> cases() {
    return Recording.cases().stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void answers_areThoseOfTheRealServer(RecordedCase recorded) {
    List<JsonNode> answers = answers(recorded);

    List<Difference> found = Difference.between(recorded, answers);

    if (KNOWN.names().contains(recorded.name())) {
      assertThat(found).as("%s is equal now: take it off differing.txt", recorded).isNotEmpty();
    } else if (!found.isEmpty()) {
      fail(Difference.describe(recorded, found));
    }
  }

  private static List<JsonNode> answers(RecordedCase recorded) {
    try (SystemTime time = new SystemTime();
        ApiServer server = new ApiServer(ApiServerOptions.STANDARD, time)) {
      RecordedClient client = new RecordedClient(server.httpUrl(), server.adminToken());
      return new CaseRun(client, recorded).answers();
    }
  }

  @Test
  void listOfDifferences_namesCasesAndWhatTheyWaitFor() {
    assertThat(cases().map(RecordedCase::name)).containsAll(KNOWN.names());
    assertThat(KNOWN.reasons()).allSatisfy(reason -> assertThat(reason).isNotBlank());
  }
}
