// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.kubelet.shell.process.ShellSession;
import java.io.ByteArrayOutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ShellKillTest {

  private final TestShell shell = new TestShell();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @AfterEach
  void close() throws Exception {
    shell.close();
  }

  @Test
  void sleep_endsWhenTheSessionIsKilled() throws Exception {
    ShellSession session = shell.session().build();
    var status = start(session, "sleep infinity; echo no");
    shell.time.asleep.await();

    session.kill();

    assertThat(status.get(10, TimeUnit.SECONDS)).isEqualTo(137);
  }

  @Test
  void pipeline_endsWhenTheSessionIsKilled() throws Exception {
    ShellSession session = shell.session().build();
    var status = start(session, "(sleep infinity; echo x) | cat | cat");
    shell.time.asleep.await();

    session.kill(15);

    assertThat(status.get(10, TimeUnit.SECONDS)).isEqualTo(143);
  }

  @Test
  void endlessLoop_endsWhenTheSessionIsKilled() throws Exception {
    ShellSession session = shell.session().out(out).build();
    var status = start(session, "sleep infinity & while :; do :; done");
    shell.time.asleep.await();

    session.kill();

    assertThat(status.get(10, TimeUnit.SECONDS)).isEqualTo(137);
  }

  @Test
  void readOfStandardInput_endsWhenTheSessionIsKilled() throws Exception {
    var reading = new CountDownLatch(1);
    shell.programs.put(
        "reading",
        process -> {
          reading.countDown();
          return process.in().read();
        });
    try (var writer = new PipedOutputStream();
        var in = new PipedInputStream(writer)) {
      ShellSession session = shell.session().in(in).build();
      var status = start(session, "reading");
      reading.await();

      session.kill();

      assertThat(status.get(10, TimeUnit.SECONDS)).isEqualTo(137);
    }
  }

  @Test
  void signalWithoutTrap_isNotTaken() {
    assertThat(shell.session().build().signal("TERM")).isFalse();
  }

  @Test
  void trap_runsWhenTheSignalComes() throws Exception {
    ShellSession session = shell.session().out(out).build();
    var status =
        start(
            session,
            "_term() { echo term; exit 143; }; trap _term SIGTERM; sleep infinity & wait; echo no");
    shell.time.asleep.await();

    boolean taken = session.signal("TERM");

    assertThat(taken).isTrue();
    assertThat(status.get(10, TimeUnit.SECONDS)).isEqualTo(143);
    assertThat(out).hasToString("term\n");
  }

  @Test
  void program_getsTheSignalItHasAskedFor() throws Exception {
    var ready = new CountDownLatch(1);
    var signalled = new CountDownLatch(1);
    shell.programs.put(
        "server",
        process -> {
          process.onSignal(name -> signalled.countDown());
          ready.countDown();
          signalled.await();
          return 2;
        });
    ShellSession session = shell.session().build();
    var status = start(session, "exec server");
    ready.await();

    boolean taken = session.signal("TERM");

    assertThat(taken).isTrue();
    assertThat(status.get(10, TimeUnit.SECONDS)).isEqualTo(2);
  }

  @Test
  void backgroundJob_isKilledByItsNumber() {
    var result = shell.sh("sleep infinity & kill $!; wait $!; echo $?");

    assertThat(result.out()).isEqualTo("143\n");
  }

  @Test
  void sleepingJob_isStillThereForWhoeverKillsIt() {
    for (int i = 0; i < 50; i++) {
      var result = shell.sh("sleep 1 & kill $!; wait $!; echo $?");

      assertThat(result.out() + result.err()).isEqualTo("143\n");
    }
  }

  @Test
  void jobs_endInTheOrderOfTheirTimes() {
    var result =
        shell.sh("(sleep 3; echo c) & (sleep 1; echo a) & (sleep 2; echo b) & wait; echo end");

    assertThat(result.out()).isEqualTo("a\nb\nc\nend\n");
  }

  @Test
  void job_endsALoopThatWaitsForIt() {
    var result =
        shell.sh(
            "(sleep 3; touch /tmp/up) & n=0; until [ -e /tmp/up ]; do sleep 2; n=$((n+1)); done; echo $n");

    assertThat(result.out()).isEqualTo("2\n");
  }

  @Test
  void otherProcess_isReachedThroughTheSession() {
    var sent = new java.util.concurrent.atomic.AtomicReference<>("");
    ShellSession session =
        shell
            .session()
            .pid(20)
            .processes(
                (pid, signal) -> {
                  sent.set(signal + " to " + pid);
                  return pid == 1;
                })
            .build();

    int status = session.run(List.of("kill", "-9", "1"));

    assertThat(status).isZero();
    assertThat(sent).hasValue("KILL to 1");
  }

  @Test
  void programOverItsTime_isEndedByTimeout() {
    assertThat(shell.sh("timeout 5 sleep infinity; echo $? $(date +%S)").out())
        .isEqualTo("143 10\n");
    assertThat(shell.sh("timeout -s KILL 5 sleep infinity; echo $?").out()).isEqualTo("137\n");
    assertThat(shell.sh("timeout 5 sleep 4; echo $?").out()).isEqualTo("0\n");
  }

  private CompletableFuture<Integer> start(ShellSession session, String script) {
    return CompletableFuture.supplyAsync(
        () -> session.run(List.of("sh", "-c", script)), shell.executor);
  }
}
