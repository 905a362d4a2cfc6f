// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.awk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.kubelet.shell.TestShell;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the recorded table cannot hold: mathematics, time, streams, and the end of a process. */
@Timeout(30)
class AwkTest {

  private final TestShell shell = new TestShell();

  @AfterEach
  void close() throws IOException {
    shell.close();
  }

  @Test
  void mathematics_isThere() {
    assertThat(
            shell
                .run(
                    "awk",
                    "BEGIN { print 2^10, 2**3, sqrt(16), exp(0), log(1), sin(0), cos(0), atan2(0, -1) }")
                .out())
        .isEqualTo("1024 8 4 1 0 0 1 3.14159\n");
  }

  @Test
  void sums_areThoseOfDoubles() {
    assertThat(
            shell.run("awk", "BEGIN { print 0.1 + 0.2 == 0.3, 1e308 * 10, -1 % 3, 2 ^ 0.5 }").out())
        .isEqualTo("0 inf -1 1.41421\n");
  }

  @Test
  void systime_isTheTimeOfTheContainer() {
    assertThat(shell.run("awk", "BEGIN { print systime(), strftime(\"%F\") }").out())
        .isEqualTo(shell.time.now().getEpochSecond() + " 2026-01-02\n");
  }

  @Test
  void rand_isTheSameInEachRun_andOtherwiseAfterSrand() {
    String first = shell.run("awk", "BEGIN { print rand(), rand() }").out();
    String second = shell.run("awk", "BEGIN { print rand(), rand() }").out();
    String other = shell.run("awk", "BEGIN { srand(7); print rand(), rand() }").out();

    assertThat(second).isEqualTo(first);
    assertThat(other).isNotEqualTo(first);
  }

  @Test
  void record_isPrintedBeforeTheNextOneIsThere() throws Exception {
    var in = new PipedInputStream();
    var writer = new PipedOutputStream(in);
    var printed = new CountDownLatch(1);
    var out =
        new ByteArrayOutputStream() {
          @Override
          public synchronized void write(byte[] bytes, int offset, int length) {
            super.write(bytes, offset, length);
            printed.countDown();
          }
        };
    var session = shell.session().in(in).out(out).build();
    var done = shell.executor.submit(() -> session.run(List.of("awk", "{ print \"got \" $1 }")));

    writer.write("first line\n".getBytes(StandardCharsets.UTF_8));
    writer.flush();
    assertThat(printed.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("got first\n");

    writer.close();
    assertThat(done.get(20, TimeUnit.SECONDS)).isZero();
  }

  @Test
  void endlessProgram_isKilled() throws Exception {
    var started = new CountDownLatch(1);
    var out =
        new ByteArrayOutputStream() {
          @Override
          public synchronized void write(byte[] bytes, int offset, int length) {
            super.write(bytes, offset, length);
            started.countDown();
          }
        };
    var session = shell.session().out(out).build();
    var done =
        shell.executor.submit(
            () -> session.run(List.of("awk", "BEGIN { print \"up\"; fflush(); while (1) i++ }")));

    assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();
    session.kill();

    assertThat(done.get(20, TimeUnit.SECONDS)).isEqualTo(137);
  }

  @Test
  void endlessCommand_endsWithItsReader() {
    TestShell.Result result =
        shell.run("awk", "BEGIN { \"yes\" | getline x; print x; print close(\"yes\") }");

    assertThat(result.out()).startsWith("y\n");
    assertThat(result.status()).isZero();
  }

  @Test
  void endlessRecursion_isAnError() {
    TestShell.Result result = shell.run("awk", "function f(n) { return f(n + 1) } BEGIN { f(1) }");

    assertThat(result.err()).isEqualTo("awk: cmd. line:1: Too deep recursion\n");
    assertThat(result.status()).isEqualTo(1);
  }

  @Test
  void deepRecursion_works() {
    TestShell.Result result =
        shell.run(
            "awk", "function f(n) { return n == 0 ? 0 : 1 + f(n - 1) } BEGIN { print f(300) }");

    assertThat(result.out()).isEqualTo("300\n");
  }

  @Test
  void bytesThatAreNoText_goThroughUnharmed() throws IOException {
    var out = new ByteArrayOutputStream();
    byte[] bytes = {(byte) 0xff, ' ', (byte) 0x80, '\n'};
    int status =
        shell
            .session()
            .in(new java.io.ByteArrayInputStream(bytes))
            .out(out)
            .build()
            .run(List.of("awk", "{ print $2 $1 }"));

    assertThat(out.toByteArray()).containsExactly(0x80, 0xff, '\n');
    assertThat(status).isZero();
  }

  @Test
  void commandAndFile_mayHaveNamesThatAreNotAscii() {
    TestShell.Result result =
        shell.run(
            "awk", "BEGIN { print \"ü\" > \"/tmp/ä\"; close(\"/tmp/ä\"); system(\"cat /tmp/ä\") }");

    assertThat(result.out()).isEqualTo("ü\n");
  }

  @Test
  void badRegularExpression_isNamed() {
    TestShell.Result result = shell.run("awk", "$0 ~ \"[a\"");

    assertThat(shell.run("sh", "-c", "echo x | awk '$0 ~ \"[a\"'").err())
        .startsWith("awk: ")
        .contains("[");
    assertThat(result.status()).isZero();
  }

  @Test
  void arrayAndScalar_areNotMixed() {
    assertThat(shell.run("awk", "BEGIN { x = 1; x[1] = 2 }").err())
        .isEqualTo("awk: cmd. line:1: Not an array\n");
    assertThat(shell.run("awk", "BEGIN { x[1] = 2; x = 1 }").err())
        .isEqualTo("awk: cmd. line:1: Not a scalar\n");
    assertThat(shell.run("awk", "BEGIN { split(\"a\", 1) }").err())
        .isEqualTo("awk: cmd. line:1: Not an array\n");
  }

  @Test
  void tooFewArguments_areAnError() {
    assertThat(shell.run("awk", "BEGIN { substr(\"a\") }").err())
        .isEqualTo("awk: cmd. line:1: Too few arguments for builtin\n");
  }

  @Test
  void hugeField_isRefused() {
    assertThat(shell.run("awk", "BEGIN { $100000000 = 1 }").err())
        .isEqualTo("awk: cmd. line:1: Out of memory\n");
  }

  @Test
  void usage_isShownWhereThereIsNoProgram() {
    assertThat(shell.run("awk").status()).isEqualTo(1);
    assertThat(shell.run("awk", "-x").err()).isEqualTo("awk: unrecognized option: x\n");
    assertThat(shell.run("awk", "-v").err()).isEqualTo("awk: option requires an argument: v\n");
    assertThat(shell.run("awk", "-v", "1x=2", "1").status()).isEqualTo(1);
  }

  @Test
  void readinessScript_ofADatabase_works() {
    String script =
        "echo 'role:master' | awk -F: '$1==\"role\" && $2 ~ /^master/ {found=1} END{exit !found}'";

    assertThat(shell.sh(script).status()).isZero();
    assertThat(shell.sh(script.replace("role:master", "role:slave")).status()).isEqualTo(1);
  }
}
