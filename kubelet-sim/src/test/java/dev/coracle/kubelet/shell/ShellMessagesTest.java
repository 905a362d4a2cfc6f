// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.kubelet.shell.process.ExecutableNotFoundException;
import dev.coracle.kubelet.shell.process.Executables;
import dev.coracle.kubelet.shell.process.ShellUser;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShellMessagesTest {

  private final TestShell shell = new TestShell();

  @AfterEach
  void close() throws Exception {
    shell.close();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '`',
      textBlock =
          """
          foo                 => sh: foo: not found                                  => 127
          cat /none           => cat: can't open '/none': No such file or directory  => 1
          cat </none          => sh: can't open /none: no such file                  => 1
          echo x >/none/f     => sh: can't create /none/f: nonexistent directory     => 1
          cd /none            => sh: cd: can't cd to /none: No such file or directory => 2
          : ${X:?}            => sh: X: parameter not set or null                    => 2
          : ${X:?is missing}  => sh: X: is missing                                   => 2
          if true             => sh: syntax error: unexpected end of file (expecting "then") => 2
          echo $((1/0))       => sh: divide by zero                                  => 2
          rm /none            => rm: can't remove '/none': No such file or directory => 1
          mkdir /tmp          => mkdir: can't create directory '/tmp': File exists   => 1
          mv /none /tmp       => mv: can't rename '/none': No such file or directory => 1
          nc localhost 1      => nc: connect to localhost port 1 (tcp) failed: Connection refused => 1
          """)
  void failure_isToldAsTheRealShellDoes(String script, String err, int status) {
    TestShell.Result result = shell.sh(script);

    assertThat(result.err()).isEqualTo(err + "\n");
    assertThat(result.status()).isEqualTo(status);
  }

  @Test
  void trace_goesToStandardErrorAlone() {
    TestShell.Result result =
        shell.run("/bin/sh", "-x", "-c", "X='a b'; echo $X \"$X\" | cat; true && echo done");

    assertThat(result.out()).isEqualTo("a b a b\ndone\n");
    assertThat(result.err().lines())
        .containsExactlyInAnyOrder(
            "+ X='a b'", "+ echo a b 'a b'", "+ cat", "+ true", "+ echo done");
  }

  @Test
  void hereDocument_isExpandedUnlessItsDelimiterIsQuoted() {
    var result =
        shell.sh(
            """
            X=1
            cat <<EOF
            x is $X and $(echo two)
            EOF
            cat <<'EOF' | wc -l
            $X
            EOF
            """);

    assertThat(result.out()).isEqualTo("x is 1 and two\n1\n");
  }

  @Test
  void multiLineScript_runs() {
    var result =
        shell.sh(
            """
            # a comment
            greet() {
              echo "hello $1"   # another
            }
            for name in ann \\
                bob; do
              case "$name" in
                ann)
                  greet ann
                  ;;
                *) echo "who is $name?" ;;
              esac
            done
            """);

    assertThat(result).isEqualTo(new TestShell.Result(0, "hello ann\nwho is bob?\n", ""));
  }

  @Test
  void unknownProgram_cannotBeRun() {
    assertThat(shell.session().build().canRun("foo")).isFalse();
    assertThatThrownBy(() -> shell.run("foo", "bar"))
        .isInstanceOf(ExecutableNotFoundException.class)
        .hasMessage("exec: \"foo\": executable file not found in $PATH");
    assertThatThrownBy(() -> shell.run("/foo"))
        .hasMessage("exec: \"/foo\": stat /foo: no such file or directory");
  }

  @Test
  void program_runsWithoutShell() {
    assertThat(shell.run("/bin/echo", "$HOME", "*").out()).isEqualTo("$HOME *\n");
  }

  @Test
  void imageWithoutStandardPrograms_hasNoShell() {
    shell.programs.clear();
    var session = shell.session().build();

    assertThat(session.canRun("/bin/sh")).isFalse();
  }

  @Test
  void addedProgram_runsByItsPath() {
    shell.programs.put("/agnhost", process -> process.args().size());

    assertThat(shell.run("/agnhost", "a", "b").status()).isEqualTo(2);
    assertThat(shell.sh("/agnhost x; echo $?").out()).isEqualTo("1\n");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiterString = "=>",
      textBlock =
          """
          #!/bin/bash        => /x.sh: line 1: nope: command not found
          #! /usr/bin/env sh => /x.sh: nope: not found
          nope               => /x.sh: nope: not found
          #!/opt/none        => sh: /x.sh: not found
          """)
  void executableFile_isReadByTheProgramItNames(String firstLine, String error) throws Exception {
    var file = shell.write("/x.sh", firstLine + "\nnope\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));

    assertThat(shell.run("/x.sh").err()).startsWith(error + "\n");
  }

  @Test
  void executableFile_isAScript() throws Exception {
    var file = shell.write("/run.sh", "#!/bin/sh\necho run $1 from $0\nexit 5\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));

    assertThat(shell.run("/run.sh", "x"))
        .isEqualTo(new TestShell.Result(5, "run x from /run.sh\n", ""));
    assertThat(shell.sh("sh /run.sh y").out()).isEqualTo("run y from /run.sh\n");
  }

  @Test
  void fileThatIsNotExecutable_isDenied() throws Exception {
    var file = shell.write("/data", "x");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    assertThat(shell.sh("/data"))
        .isEqualTo(new TestShell.Result(126, "", "sh: /data: Permission denied\n"));
  }

  @Test
  void random_comesFromTheSession() {
    var session = shell.session().random(new java.util.Random(1));
    var out = new java.io.ByteArrayOutputStream();

    int status =
        session
            .out(out)
            .build()
            .run(List.of("sh", "-c", "echo $RANDOM; exit $(( $RANDOM / 16384 ))"));

    assertThat(out.toString()).isEqualTo(new java.util.Random(1).nextInt(32768) + "\n");
    assertThat(status).isBetween(0, 1);
  }

  @Test
  void user_isTheSessions() {
    var out = new java.io.ByteArrayOutputStream();
    var user = new ShellUser("", 1000, 3000, List.of(2000L));

    int status =
        shell
            .session()
            .user(user)
            .out(out)
            .build()
            .run(List.of("sh", "-c", "id -u; id -G; id; hostname; pwd"));

    assertThat(status).isZero();
    assertThat(out.toString())
        .isEqualTo("1000\n3000 2000\nuid=1000 gid=3000 groups=3000,2000\nweb-0\n/\n");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '`',
      textBlock =
          """
          printf 'a\\n\\n  \\nb\\n' | grep -v '^\\s*$'   => a|b|
          echo 'a 1' | awk {'print $1'}                 => a|
          printf 'a,b\\n' | cut -d, -f2                  => b|
          seq 5 | tail -n +4                            => 4|5|
          seq 5 | tail -n 2                             => 4|5|
          seq 3 -1 1 | tr '\\n' ' '                      => 3 2 1` `
          printf 'x\\nx\\ny\\n' | uniq -c                 => `      2 x|      1 y|`
          echo hello | sed -n 's/l/L/gp'                => heLLo|
          echo a/b | sed 's#/#-#'                       => a-b|
          printf '%s=%d\\n' a 1 b 2                      => a=1|b=2|
          mkdir -p /tmp/d/e; touch /tmp/d/e/f; find /tmp/d -type f => /tmp/d/e/f|
          touch /tmp/f; mv -v /tmp/f /tmp/g             => renamed '/tmp/f' -> '/tmp/g'|
          echo hi >/tmp/f; chmod 640 /tmp/f; stat -c %a%s /tmp/f => 6403|
          mkdir /tmp/d; ln -s /tmp/d /tmp/l; ls -d /tmp/l; readlink /tmp/l => /tmp/l|/tmp/d|
          dd if=/dev/zero of=/tmp/z bs=1k count=2 2>/dev/null; wc -c </tmp/z => 2048|
          date -u +%Y-%m-%dT%H:%M:%SZ                   => 2026-01-02T03:04:05Z|
          basename /a/b.txt .txt; dirname /a/b.txt      => b|/a|
          printf abc | hexdump -C | head -1 | cut -c1-18 => 00000000  61 62 63|
          echo aGk= | base64 -d                         => hi
          echo x | tee /tmp/t; cat /tmp/t               => x|x|
          """)
  void textProgram_prints(String script, String out) {
    assertThat(shell.sh(script).out()).isEqualTo(out.replace("`", "").replace('|', '\n'));
  }

  @Test
  void environment_isOnlyTheSessions() {
    shell.env.putAll(Map.of("A", "1"));

    assertThat(shell.run("env").out()).isEqualTo("A=1\nPATH=" + Executables.DEFAULT_PATH + "\n");
  }
}
