// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.api.ApiException;
import dev.coracle.api.NodeConnection.ExecOptions;
import dev.coracle.api.NodeConnection.Streams;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that are run beside a container's program. */
class ExecTest {

  private final KubeletTester node = new KubeletTester();

  @AfterEach
  void close() {
    node.close();
  }

  @BeforeEach
  void start() {
    node.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: p}
        spec:
          containers:
          - {name: main, image: busybox, command: [sleep, "100000"], env: [{name: A, value: x}], workingDir: /tmp}
          - {name: other, image: busybox, command: [sleep, "100000"]}
        """);
  }

  private record Ran(String out, String err, int code) {}

  private Ran run(String container, String stdin, boolean tty, String... command) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    InputStream in =
        stdin.isEmpty()
            ? InputStream.nullInputStream()
            : new ByteArrayInputStream(stdin.getBytes(UTF_8));
    ExecOptions options =
        new ExecOptions(container, List.of(command), !stdin.isEmpty(), true, true, tty);
    int code = node.kubelets.exec(node.pod("p"), options, new Streams(in, out, err));
    return new Ran(out.toString(UTF_8), err.toString(UTF_8), code);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          true                    | ~~     | ~~     | 0
          false                   | ~~     | ~~     | 1
          exit 42                 | ~~     | ~~     | 42
          exit 256                | ~~     | ~~     | 0
          echo out                | out    | ~~     | 0
          echo err >&2            | ~~     | err    | 0
          echo out; echo err >&2; exit 3 | out | err | 3
          echo $A                 | x      | ~~     | 0
          pwd                     | /tmp   | ~~     | 0
          echo $$ >/dev/null; hostname | p | ~~     | 0
          """)
  void command_hasItsOutputAndExitCode(String script, String out, String err, int code)
      throws Exception {
    Ran ran = run("main", "", false, "sh", "-c", script);

    assertThat(ran.out().strip()).isEqualTo(out);
    assertThat(ran.err().strip()).isEqualTo(err);
    assertThat(ran.code()).isEqualTo(code);
  }

  @Test
  void input_isReadByTheCommand() throws Exception {
    assertThat(run("main", "b\na\n", false, "sort")).isEqualTo(new Ran("a\nb\n", "", 0));
    assertThat(run("main", "three\n", false, "sh", "-c", "read l; echo got $l"))
        .isEqualTo(new Ran("got three\n", "", 0));
  }

  @Test
  void commandWithoutInput_readsNothing() throws Exception {
    assertThat(run("main", "", false, "cat")).isEqualTo(new Ran("", "", 0));
  }

  @Test
  void largeInput_goesThrough() throws Exception {
    String large = "0123456789abcde\n".repeat(200_000);

    assertThat(run("main", large, false, "wc", "-c").out().strip())
        .isEqualTo(String.valueOf(large.length()));
  }

  @Test
  void largeOutput_comesWhole() throws Exception {
    Ran ran = run("main", "", false, "sh", "-c", "seq 1 20000");

    assertThat(ran.out().lines()).hasSize(20_000).last().isEqualTo("20000");
  }

  @Test
  void container_isChosenByName() throws Exception {
    Ran made = run("other", "", false, "touch", "/only-here");

    assertThat(made.code()).isZero();
    assertThat(run("other", "", false, "ls", "/only-here").code()).isZero();
    assertThat(run("main", "", false, "ls", "/only-here").code()).isNotZero();
    assertThat(run("", "", false, "ls", "/only-here").code()).isNotZero();
  }

  @Test
  void unknownContainer_isRefused() {
    assertThatThrownBy(() -> run("nope", "", false, "true"))
        .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.code()).isEqualTo(400))
        .hasMessage("container nope is not valid for pod p");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nope", "/bin/nope", "./nope"})
  void unknownProgram_isTheRuntimesError(String program) {
    assertThatThrownBy(() -> run("main", "", false, program))
        .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.code()).isEqualTo(500))
        .hasMessageStartingWith(
            "Internal error occurred: error executing command in container: failed to exec in container: failed to start"
                + " exec: OCI runtime exec failed: exec failed: unable to start container process:")
        .hasMessageContaining(program);
  }

  @Test
  void containerThatHasEnded_cannotBeEntered() {
    node.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: done}
        spec: {restartPolicy: Never, containers: [{name: main, image: busybox, command: ["true"]}]}
        """);
    node.advance(Duration.ofSeconds(1));
    ExecOptions options = new ExecOptions("", List.of("true"), false, true, true, false);
    Streams streams =
        new Streams(
            InputStream.nullInputStream(),
            new ByteArrayOutputStream(),
            new ByteArrayOutputStream());

    assertThatThrownBy(() -> node.kubelets.exec(node.pod("done"), options, streams))
        .hasMessageEndingWith("unable to upgrade connection: container not found (\"main\")");
  }

  @Test
  void terminal_mixesBothStreamsAndEndsLinesForItself() throws Exception {
    Ran ran = run("main", "", true, "sh", "-c", "echo out; echo err >&2; test -t 1 && echo tty");

    assertThat(ran.out()).isEqualTo("out\r\nerr\r\ntty\r\n");
    assertThat(ran.err()).isEmpty();
  }

  @Test
  void terminal_echoesWhatIsTyped() throws Exception {
    Ran ran = run("main", "echo typed\nexit 5\n", true, "sh");

    assertThat(ran.out()).contains("echo typed\r\n", "typed\r\n");
    assertThat(ran.code()).isEqualTo(5);
  }

  @Test
  void terminal_setsItsVariable() throws Exception {
    assertThat(run("main", "", true, "printenv", "TERM").out()).isEqualTo("xterm\r\n");
    assertThat(run("main", "", false, "printenv", "TERM").code()).isEqualTo(1);
  }

  @Test
  void commandsOfTwoClients_runSideBySide() throws Exception {
    var results = new java.util.concurrent.ConcurrentLinkedQueue<String>();
    Thread[] clients = new Thread[4];
    for (int i = 0; i < clients.length; i++) {
      String mine = "client-" + i;
      clients[i] =
          new Thread(
              () -> {
                try {
                  results.add(run("main", mine + "\n", false, "cat").out().strip());
                } catch (Exception e) {
                  results.add(String.valueOf(e));
                }
              });
      clients[i].start();
    }
    for (Thread client : clients) {
      client.join();
    }

    assertThat(results).containsExactlyInAnyOrder("client-0", "client-1", "client-2", "client-3");
  }

  @Test
  void filesOfACommand_areThoseOfTheContainer() throws Exception {
    Ran made = run("main", "", false, "sh", "-c", "echo kept >/f");

    assertThat(made.code()).isZero();
    assertThat(run("main", "", false, "cat", "/f").out()).isEqualTo("kept\n");
  }
}
