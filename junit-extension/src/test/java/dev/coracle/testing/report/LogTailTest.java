// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LogTailTest {

  @Test
  void logWithoutException_isItsLastLines() {
    assertThat(LogTail.of("one\ntwo\n\nthree\nfour\nfive\n"))
        .containsExactly("two", "three", "four", "five");
  }

  @Test
  void lastException_isToldWithItsCauses() {
    String log =
        """
        starting
        java.io.IOException: an old one
        \tat Old.read(Old.java:1)
        retrying
        Exception in thread "main" org.example.StartFailure: context
        \tat org.example.App.start(App.java:10)
        \tat org.example.App.main(App.java:3)
        Caused by: java.lang.NullPointerException
        \tat org.example.Db.open(Db.java:7)
        \t... 2 more
        bye
        """;

    assertThat(LogTail.of(log))
        .containsExactly(
            "Exception in thread \"main\" org.example.StartFailure: context",
            "    at org.example.App.start(App.java:10)",
            "Caused by: java.lang.NullPointerException",
            "    at org.example.Db.open(Db.java:7)");
  }

  @Test
  void wordThatOnlyLooksLikeAnException_isALine() {
    assertThat(LogTail.of("counted Error: 3\ndone\n")).containsExactly("counted Error: 3", "done");
  }

  @Test
  void longLine_isCut() {
    assertThat(LogTail.of("x".repeat(500))).containsExactly("x".repeat(160) + "...");
  }

  @Test
  void emptyLog_hasNothingToSay() {
    assertThat(LogTail.of("")).isEmpty();
  }
}
