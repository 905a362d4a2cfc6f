// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.Json;
import dev.coracle.api.time.Loop;
import dev.coracle.api.time.VirtualTime;
import dev.coracle.kubelet.spec.ProbeSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** When a probe is made, and what is published of its results. */
class ProbeWorkerTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final VirtualTime time = new VirtualTime(START);
  private final Loop loop = time.loop("node");
  private final List<String> log = new ArrayList<>();
  private boolean started = true;
  private Optional<Boolean> published = Optional.empty();

  @AfterEach
  void close() {
    time.close();
  }

  private long second() {
    return Duration.between(START, time.now()).toSeconds();
  }

  private final class Listener implements ProbeWorker.Listener {

    @Override
    public boolean started() {
      return started;
    }

    @Override
    public void published(ProbeSpec.Type type, boolean success, String output) {
      // What has been said already is said again with every probe.
      if (!published.equals(Optional.of(success))) {
        published = Optional.of(success);
        log.add((success ? "up@" : "down@") + second());
      }
      if (type == ProbeSpec.Type.STARTUP && success) {
        started = true;
      }
    }

    @Override
    public void event(ProbeSpec.Type type, ProbeResult result) {
      log.add(result.outcome() + "@" + second());
    }
  }

  /** Answers by the letters of a pattern, the last of which is repeated. */
  private ProbeWorker.Prober answering(String pattern) {
    int[] calls = {0};
    return (spec, done) -> done.accept(result(pattern, calls[0]++));
  }

  private static ProbeResult result(String pattern, int call) {
    return switch (pattern.charAt(Math.min(call, pattern.length() - 1))) {
      case '+' -> ProbeResult.success("");
      case '-' -> ProbeResult.failure("bad");
      case '!' -> ProbeResult.error("broken");
      default -> new ProbeResult(ProbeResult.Outcome.WARNING, "elsewhere");
    };
  }

  private ProbeWorker worker(ProbeSpec.Type type, String settings, ProbeWorker.Prober prober) {
    ProbeSpec spec = new ProbeSpec(type, Json.parse("{" + settings + "}"));
    return new ProbeWorker(loop, spec, prober, new Listener(), START);
  }

  private void run(ProbeSpec.Type type, String settings, String answers, int seconds) {
    ProbeWorker worker = worker(type, settings, answering(answers));
    loop.execute(worker::start);
    time.advance(Duration.ofSeconds(seconds));
  }

  private static String settings(int period, int success, int failure) {
    return "\"periodSeconds\": %d, \"successThreshold\": %d, \"failureThreshold\": %d"
        .formatted(period, success, failure);
  }

  @ParameterizedTest(name = "{0}: every {1} s, {2} up, {3} down: {4}")
  @CsvSource({
    "+,        2, 1, 1, up@0",
    "-,        2, 1, 1, FAILURE@0 down@0 FAILURE@2 FAILURE@4",
    "-+,       2, 1, 1, FAILURE@0 down@0 up@2",
    "+-,       2, 1, 1, up@0 FAILURE@2 down@2 FAILURE@4",
    "+-+,      2, 1, 2, up@0 FAILURE@2",
    "+--+,     1, 1, 2, up@0 FAILURE@1 FAILURE@2 down@2 up@3",
    "+-+-+,    1, 1, 2, up@0 FAILURE@1 FAILURE@3",
    "-+-+++,   1, 3, 1, FAILURE@0 down@0 FAILURE@2",
    "-+++,     1, 3, 1, FAILURE@0 down@0 up@3",
    "?,        2, 1, 1, WARNING@0 up@0 WARNING@2 WARNING@4",
    "+!!!+,    2, 1, 1, up@0 ERROR@2",
    "!,        3, 1, 1, ERROR@0 ERROR@3",
  })
  void readiness_isPublishedWhenItsThresholdIsReached(
      String answers, int period, int success, int failure, String expected) {
    run(ProbeSpec.Type.READINESS, settings(period, success, failure), answers, 4);

    assertThat(String.join(" ", log)).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0}, threshold {1}")
  @CsvSource({
    "-,   3, FAILURE@0 FAILURE@10 FAILURE@20 down@20",
    "--+, 3, FAILURE@0 FAILURE@10 up@20",
    "-,   1, FAILURE@0 down@0",
    "+-,  2, up@0 FAILURE@10 FAILURE@20 down@20",
  })
  void livenessThatFailed_isNotProbedAgain(String answers, int threshold, String expected) {
    run(ProbeSpec.Type.LIVENESS, "\"failureThreshold\": " + threshold, answers, 60);

    assertThat(String.join(" ", log)).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "+,   up@0",
    "--+, FAILURE@0 FAILURE@10 up@20",
    "-,   FAILURE@0 FAILURE@10 FAILURE@20 down@20",
  })
  void startup_isOverWithItsFirstResult(String answers, String expected) {
    started = false;
    run(ProbeSpec.Type.STARTUP, "\"failureThreshold\": 3", answers, 60);

    assertThat(String.join(" ", log)).isEqualTo(expected);
  }

  @ParameterizedTest(name = "delay {0}, period {1}")
  @CsvSource({"0, 5, up@0", "5, 5, up@5", "7, 5, up@10", "11, 5, up@15", "3, 1, up@3"})
  void initialDelay_skipsTicks(int delay, int period, String expected) {
    run(
        ProbeSpec.Type.READINESS,
        "\"initialDelaySeconds\": " + delay + ", \"periodSeconds\": " + period,
        "+",
        20);

    assertThat(log).containsExactly(expected);
  }

  @ParameterizedTest
  @EnumSource(value = ProbeSpec.Type.class, names = "STARTUP", mode = EnumSource.Mode.EXCLUDE)
  void probeOfWhatHasNotStarted_waits(ProbeSpec.Type type) {
    started = false;
    ProbeWorker worker = worker(type, "\"periodSeconds\": 2", answering("+"));
    loop.execute(worker::start);
    time.advance(Duration.ofSeconds(7));
    List<String> early = List.copyOf(log);

    started = true;
    time.advance(Duration.ofSeconds(2));

    assertThat(early).isEmpty();
    assertThat(log).containsExactly("up@8");
  }

  @Test
  void trigger_probesAtOnceAndBeginsThePeriodAgain() {
    started = false;
    List<Long> probed = new ArrayList<>();
    ProbeWorker worker =
        worker(
            ProbeSpec.Type.READINESS,
            "\"periodSeconds\": 10",
            (spec, done) -> {
              probed.add(second());
              done.accept(ProbeResult.success(""));
            });
    loop.execute(worker::start);
    time.advance(Duration.ofSeconds(3));

    started = true;
    loop.execute(worker::trigger);
    time.advance(Duration.ofSeconds(25));

    assertThat(probed).containsExactly(3L, 13L, 23L);
  }

  @Test
  void probeInFlight_isNotMadeASecondTime() {
    List<Consumer<ProbeResult>> open = new ArrayList<>();
    ProbeWorker worker =
        worker(ProbeSpec.Type.READINESS, "\"periodSeconds\": 1", (spec, done) -> open.add(done));
    loop.execute(worker::start);
    time.advance(Duration.ofSeconds(5));
    int during = open.size();

    loop.execute(() -> open.get(0).accept(ProbeResult.success("")));
    time.advance(Duration.ofSeconds(1));

    assertThat(during).isEqualTo(1);
    assertThat(open).hasSize(2);
    assertThat(log).containsExactly("up@5");
  }

  @Test
  void resultAfterTheStop_isIgnored() {
    List<Consumer<ProbeResult>> open = new ArrayList<>();
    ProbeWorker worker =
        worker(ProbeSpec.Type.LIVENESS, "\"failureThreshold\": 1", (spec, done) -> open.add(done));
    loop.execute(worker::start);
    time.settle();

    loop.execute(worker::stop);
    loop.execute(() -> open.get(0).accept(ProbeResult.failure("late")));
    time.advance(Duration.ofMinutes(1));

    assertThat(log).isEmpty();
    assertThat(open).hasSize(1);
  }

  @Test
  void stoppedWorker_isNotTriggered() {
    ProbeWorker worker = worker(ProbeSpec.Type.READINESS, "", answering("+"));
    loop.execute(worker::stop);
    loop.execute(worker::trigger);

    time.advance(Duration.ofMinutes(1));

    assertThat(log).isEmpty();
  }

  @Test
  void error_isTriedThreeTimesAtOnce() {
    int[] calls = {0};
    ProbeWorker worker =
        worker(
            ProbeSpec.Type.READINESS,
            "\"periodSeconds\": 10",
            (spec, done) -> {
              calls[0]++;
              done.accept(ProbeResult.error("broken"));
            });
    loop.execute(worker::start);
    time.advance(Duration.ofSeconds(9));

    assertThat(calls[0]).isEqualTo(3);
    assertThat(log).containsExactly("ERROR@0");
  }

  @Test
  void errors_leaveTheCountersAsTheyAre() {
    run(ProbeSpec.Type.LIVENESS, settings(1, 1, 2), "-!!!-", 10);

    assertThat(log).containsExactly("FAILURE@0", "ERROR@1", "FAILURE@2", "down@2");
  }
}
