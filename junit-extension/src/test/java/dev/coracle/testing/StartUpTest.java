// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.api.time.SystemTime;
import dev.coracle.api.time.Time;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StartUpTest {

  private final Time time = new SystemTime();
  private final StartUp startUp = new StartUp(time);

  @AfterEach
  void stop() throws Exception {
    time.close();
  }

  @Test
  void allParts_haveStartedAfterwards() {
    List<String> started = new CopyOnWriteArrayList<>();
    startUp.part("one", () -> started.add("one"));
    startUp.part("two", () -> started.add("two"));

    startUp.await();

    assertThat(started).containsExactlyInAnyOrder("one", "two");
  }

  @Test
  void partThatFails_failsTheStartByItsName() {
    startUp.part("one", () -> {});
    startUp.part(
        "the network",
        () -> {
          throw new IllegalStateException("no address is left");
        });

    assertThatThrownBy(startUp::await)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the network did not start: no address is left")
        .hasRootCauseMessage("no address is left");
  }

  @Test
  void allThatFailed_isNamed() {
    startUp.part("one", () -> fail("first"));
    startUp.part("two", () -> fail("second"));

    assertThatThrownBy(startUp::await)
        .satisfies(
            e ->
                assertThat(List.of(e, e.getSuppressed()[0]))
                    .extracting(Throwable::getMessage)
                    .containsExactlyInAnyOrder(
                        "one did not start: first", "two did not start: second"));
  }

  private static void fail(String why) {
    throw new IllegalStateException(why);
  }
}
