// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.program.Programs;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AttachTest {

  private static final String ONCE = "stdin: true, stdinOnce: true";
  private static final String OPEN = "stdin: true";
  private static final String TTY = "stdin: true, tty: true";

  private final KubeletTester node = new KubeletTester();

  @AfterEach
  void close() {
    node.close();
  }

  /** A Pod that runs a script once, with some members of its container's input. */
  private void run(String name, String streams, String script) {
    node.apply(
        """
        kind: Pod
        apiVersion: v1
        metadata: {name: %s}
        spec:
          restartPolicy: Never
          containers:
          - {name: main, image: busybox, command: [sh, -c, '%s'], %s}
        """
            .formatted(name, script, streams));
  }

  private void shell(String name, String streams) {
    node.apply(
        """
        kind: Pod
        apiVersion: v1
        metadata: {name: %s}
        spec:
          restartPolicy: Never
          containers:
          - {name: main, image: busybox, %s}
        """
            .formatted(name, streams));
  }

  @Test
  void inputOfTheOnlyClient_isReadToItsEnd() throws Exception {
    run("p", ONCE, "cat; exit 3");

    try (AttachedClient client = AttachedClient.attach(node, "p")) {
      client.type("one\n");
      client.type("two\n");

      assertThat(client.endInput().seen()).isEqualTo("one\ntwo\n");
    }
    node.time.settle();
    assertThat(node.phase("p")).isEqualTo("Failed");
    assertThat(node.logs("p")).isEqualTo("one\ntwo\n");
  }

  @Test
  void onlyClientThatGoes_endsTheInput() throws Exception {
    run("p", ONCE, "cat; echo over");

    try (AttachedClient client = AttachedClient.attach(node, "p")) {
      client.type("one\n", "one\n");
      try (AttachedClient other = AttachedClient.attach(node, "p")) {
        other.type("two\n", "two\n");
        client.vanish();

        assertThat(other.seen()).isEqualTo("two\nover\n");
      }
    }
  }

  @Test
  void outputForTheOnlyClient_isKeptUntilItComes() throws Exception {
    run("p", ONCE, "echo early; echo error >&2");

    try (AttachedClient client = AttachedClient.attach(node, "p")) {
      assertThat(client.seen()).isEqualTo("early\nerror\n");
    }
    node.time.settle();
    assertThat(node.phase("p")).isEqualTo("Succeeded");
  }

  @Test
  void secondClientOfAnEndedContainer_isRefused() throws Exception {
    run("p", ONCE, "echo early");
    try (AttachedClient client = AttachedClient.attach(node, "p")) {
      assertThat(client.seen()).isEqualTo("early\n");
    }

    try (AttachedClient second = AttachedClient.attach(node, "p")) {
      assertThatThrownBy(second::seen)
          .hasMessageContaining("unable to upgrade connection: container not found (\"main\")");
    }
  }

  @Test
  void clientOfOpenInput_leavesItOpenForTheNext() throws Exception {
    run("p", OPEN, "while read line; do echo got $line; done");

    try (AttachedClient first = AttachedClient.attach(node, "p")) {
      first.type("one\n", "got one\n");
      first.endInput().code();
    }
    try (AttachedClient second = AttachedClient.attach(node, "p")) {
      second.type("two\n", "got two\n");
    }

    assertThat(node.phase("p")).isEqualTo("Running");
    assertThat(node.logs("p")).isEqualTo("got one\ngot two\n");
  }

  @Test
  void containerWithoutInput_readsNothing() throws Exception {
    run("p", "stdin: false", "cat; echo over; sleep 100000");

    try (AttachedClient client = AttachedClient.attach(node, "p")) {
      client.type("ignored\n");
      client.endInput();
      node.advance(Duration.ofDays(2));

      assertThat(node.logs("p")).isEqualTo("over\n");
    }
  }

  @Test
  void everyClient_seesWhatIsWritten() throws Exception {
    run("p", OPEN, "for i in 1 2 3; do read line; echo $line to all; done");

    try (AttachedClient first = AttachedClient.attach(node, "p");
        AttachedClient second = AttachedClient.attach(node, "p")) {
      first.type("one\n", "one to all\n");
      second.type("two\n", "two to all\n");
      first.type("three\n");

      assertThat(first.seen()).endsWith("two to all\nthree to all\n");
      assertThat(second.seen()).endsWith("two to all\nthree to all\n");
    }
  }

  @Test
  void terminal_promptsEchoesAndMergesTheStreams() throws Exception {
    shell("p", TTY);

    try (AttachedClient client = AttachedClient.attach(node, "p")) {
      client.type("echo out\r", "out\r\n/ # ");
      client.type("cd /tmp; nothing\r", "not found\r\n/tmp # ");
      client.type("tty\r", "/dev/pts/0\r\n/tmp # ");
      client.type("exit 4\r");

      assertThat(client.seen())
          .endsWith(
              """
              echo out
              out
              / # cd /tmp; nothing
              sh: nothing: not found
              /tmp # tty
              /dev/pts/0
              /tmp # exit 4
              """
                  .replace("\n", "\r\n"));
    }
    node.time.settle();
    assertThat(node.container("p").path("state").path("terminated").path("exitCode").asInt())
        .isEqualTo(4);
  }

  @Test
  void clientThatLeavesATerminal_findsTheShellAsItWas() throws Exception {
    shell("p", TTY);

    try (AttachedClient client = AttachedClient.attach(node, "p")) {
      client.type("x=5\r", "x=5\r\n");
    }
    try (AttachedClient client = AttachedClient.attach(node, "p")) {
      client.type("echo is $x\r", "is 5\r\n");
    }

    assertThat(node.phase("p")).isEqualTo("Running");
  }

  @Test
  void program_readsWhatIsSent() throws Exception {
    node.images.add(
        "greeter",
        Programs.main(
            context -> {
              byte[] name = context.stdin().readAllBytes();
              context.stdout().print("hello " + new String(name, StandardCharsets.UTF_8));
              return 0;
            }));
    node.apply(
        """
        kind: Pod
        apiVersion: v1
        metadata: {name: p}
        spec:
          restartPolicy: Never
          containers:
          - {name: main, image: greeter, stdin: true, stdinOnce: true}
        """);

    try (AttachedClient client = AttachedClient.attach(node, "p")) {
      client.type("you");

      assertThat(client.endInput().seen()).isEqualTo("hello you");
    }
  }

  @Test
  void restartedContainer_hasAnInputOfItsOwn() throws Exception {
    node.apply(
        """
        kind: Pod
        apiVersion: v1
        metadata: {name: p}
        spec:
          containers:
          - {name: main, image: busybox, command: [cat], stdin: true, stdinOnce: true}
        """);
    try (AttachedClient client = AttachedClient.attach(node, "p")) {
      assertThat(client.endInput().seen()).isEmpty();
    }
    node.time.settle();

    assertThat(node.container("p").path("restartCount").asInt()).isEqualTo(1);
    try (AttachedClient client = AttachedClient.attach(node, "p")) {
      client.type("again\n", "again\n");
    }
  }

  @Test
  void commandWithInput_readsItToItsEnd() throws Exception {
    run("p", "stdin: false", "sleep 1000");

    try (AttachedClient client =
        AttachedClient.exec(node, "p", false, "sh", "-c", "cat >/tmp/f; wc -c </tmp/f")) {
      client.type("12345");

      assertThat(client.endInput().seen()).isEqualTo("5\n");
    }
  }

  @Test
  void commandThatWaitsForInput_doesNotKeepTimeFromSettling() throws Exception {
    run("p", "stdin: false", "sleep 10; echo over");

    try (AttachedClient client = AttachedClient.exec(node, "p", false, "cat")) {
      client.type("x", "x");
      node.advance(Duration.ofSeconds(10));

      assertThat(node.logs("p")).isEqualTo("over\n");
    }
  }

  @Test
  void shellThatReadsItsScript_leavesTheRestToItsCommands() throws Exception {
    run("p", "stdin: false", "sleep 1000");

    try (AttachedClient client = AttachedClient.exec(node, "p", false, "sh")) {
      client.type("read x\nthe value\necho $x\nif true\nthen echo yes; fi\nexit 7\n");

      assertThat(client.code()).isEqualTo(7);
      assertThat(client.seen()).isEqualTo("the value\nyes\n");
    }
  }

  @Test
  void interrupt_endsTheCommandInTheForeground() throws Exception {
    run("p", "stdin: false", "sleep 100000");

    try (AttachedClient client = AttachedClient.exec(node, "p", true, "sh")) {
      client.type("", "/ # ");
      client.type("echo begun; sleep 5000\r", "\r\nbegun\r\n");
      client.type("\u0003", "^C\r\n/ # ");
      client.type("echo $?\r", "130\r\n/ # ");
      client.type("half a comm\u0003", "^C\r\n/ # ");
      client.type("exit\r");

      assertThat(client.code()).isEqualTo(0);
    }
  }

  @Test
  void shellInAShell_givesTheTerminalBack() throws Exception {
    run("p", "stdin: false", "sleep 100000");

    try (AttachedClient client = AttachedClient.exec(node, "p", true, "sh")) {
      client.type("", "/ # ");
      client.type("trap \"echo bye\" EXIT; sh\r", "EXIT; sh\r\n/ # ");
      client.type("exit 3\r", "exit 3\r\n/ # ");
      client.type("half\u0003", "half^C\r\n/ # ");
      client.type("echo $?\r", "\r\n3\r\n/ # ");
      client.type("exit 5\r");

      assertThat(client.code()).isEqualTo(5);
      assertThat(client.seen()).endsWith("exit 5\r\nbye\r\n");
    }
  }

  @Test
  void interruptOfACommandWithoutShell_endsIt() throws Exception {
    run("p", "stdin: false", "sleep 100000");

    try (AttachedClient client = AttachedClient.exec(node, "p", true, "cat")) {
      client.type("x\r", "x\r\nx\r\n");
      client.type("\u0003");

      assertThat(client.code()).isEqualTo(130);
    }
  }

  @Test
  void containerWithTerminal_knowsItsKind() throws Exception {
    run("p", TTY, "sleep 1000");

    assertThat(node.exec("p", "sh", "-c", "echo $TERM $HOME")).isEqualTo("xterm /root\n");
  }
}
