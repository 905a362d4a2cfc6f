// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.kubelet.shell.TestShell;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each row is a script, what it prints on both streams with | for line ends, and its exit code. */
class ShellProgramsTest {

  private final TestShell shell = new TestShell();

  @AfterEach
  void close() throws Exception {
    shell.close();
  }

  private void run(String script, String out, int status) {
    TestShell.Result result = shell.sh("{ " + script.replace('~', '|') + "\n} 2>&1");

    assertThat(result.out()).isEqualTo(out.replace('|', '\n'));
    assertThat(result.status()).isEqualTo(status);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '`',
      textBlock =
          """
          : >/f; cp /f /g; ls /f /g                        => /f|/g|                  => 0
          mkdir -p /a/b; echo x >/a/b/f; cp -r /a /c; cat /c/b/f => x|                => 0
          mkdir /a; cp /a /b                               => cp: omitting directory '/a'| => 1
          mkdir /a /b; touch /a/f; mv /a /b; ls /b/a       => f|                      => 0
          mkdir /a; rmdir /a; ls -d /a                     => ls: /a: No such file or directory| => 1
          mkdir /a; touch /a/f; rmdir /a                   => rmdir: '/a': Directory not empty| => 1
          mkdir /a; rm /a                                  => rm: '/a' is a directory| => 1
          mkdir -p /a/b; rm -rf /a; ls /a                  => ls: /a: No such file or directory| => 1
          rm -f /none                                      => ``                      => 0
          mkdir /a/b                                       => mkdir: can't create directory '/a/b': No such file or directory| => 1
          touch /none/f                                    => touch: /none/f: No such file or directory| => 1
          echo x >/f; ln /f /g; cat /g                     => x|                      => 0
          ln -s /f /l; readlink /l; [ -L /l ] && echo link => /f|link|                => 0
          echo x >/f; stat -c '%n %s %F' /f                => /f 2 regular file|      => 0
          stat /none                                       => stat: can't stat '/none': No such file or directory| => 1
          touch /f; chmod u+x,go-r /f; stat -c %a /f       => 700|                    => 0
          mkdir /d; touch /d/b /d/a /d/.h; ls /d; ls -A /d => a|b|.h|a|b|             => 0
          mkdir -p /d/e; touch /d/x.txt /d/e/y.txt; find /d -name '*.txt' ~ sort => /d/e/y.txt|/d/x.txt| => 0
          mkdir -p /d/e; find /d -type d                   => /d|/d/e|                => 0
          touch /f1 /f2; find / -maxdepth 1 -name 'f?' -exec basename {} \\; => f1|f2| => 0
          printf 12345 >/f; head -c 2 /f; tail -c 2 /f     => 1245                    => 0
          printf 12345 >/f; tail -c +3 /f                  => 345                     => 0
          printf 12345 >/f; wc -c /f                       => 5 /f|                   => 0
          printf 'a b\\nc\\n' ~ wc                          => `        2         3         6|` => 0
          echo a >/f; cat -n /f                            => `     1	a|`             => 0
          cat /none                                        => cat: can't open '/none': No such file or directory| => 1
          cat /tmp                                         => cat: read error: Is a directory| => 1
          head -n 1 /none                                  => head: /none: No such file or directory| => 1
          """)
  void fileProgram_behaves(String script, String out, int status) {
    run(script, out, status);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '`',
      textBlock =
          """
          printf 'a\\nb\\n' ~ grep b                        => b|                      => 0
          printf 'a\\nb\\n' ~ grep c                        => ``                      => 1
          printf 'a\\nb\\nb\\n' ~ grep -c b                  => 2|                      => 0
          printf 'A\\n' ~ grep -i a                         => A|                      => 0
          printf 'a1\\nb\\n' ~ grep -E '^[a-z][0-9]+$'      => a1|                     => 0
          printf 'a.b\\naxb\\n' ~ grep -F a.b               => a.b|                    => 0
          printf 'one two\\n' ~ grep -o 't.*'               => two|                    => 0
          printf 'a\\nb\\na\\n' ~ grep -m 1 -n a             => 1:a|                    => 0
          printf 'a\\n' ~ grep -q a && echo yes             => yes|                    => 0
          printf 'ab\\na\\n' ~ grep -w a                    => a|                      => 0
          printf 'a\\nb\\n' ~ grep -e a -e b                => a|b|                    => 0
          mkdir /d; echo hit >/d/f; grep -r hit /d         => /d/f:hit|               => 0
          echo hit >/f; grep -l hit /f                     => /f|                     => 0
          grep x /none                                     => grep: /none: No such file or directory| => 2
          printf 'b\\na\\nb\\n' ~ sort -u                   => a|b|                    => 0
          printf '10\\n9\\n' ~ sort -n                      => 9|10|                   => 0
          printf 'b 1\\na 2\\n' ~ sort -k2 -r               => a 2|b 1|                => 0
          printf 'a:b:c\\n' ~ cut -d: -f1,3                 => a:c|                    => 0
          printf 'abc\\n' ~ cut -c2-                        => bc|                     => 0
          printf 'a:b\\n' ~ awk -F: '{print $2}'            => b|                      => 0
          printf 'a\\nb\\n' ~ awk 'NR==2'                   => b|                      => 0
          printf 'a b\\n' ~ sed -e 's/a/x/' -e 's/b/y/'     => x y|                    => 0
          printf '1\\n2\\n3\\n' ~ sed -n 2p                  => 2|                      => 0
          printf '1\\n2\\n3\\n' ~ sed 2d                     => 1|3|                    => 0
          printf 'ab\\n' ~ sed -E 's/(a)(b)/\\2\\1/'         => ba|                     => 0
          echo a >/f; sed -i s/a/b/ /f; cat /f             => b|                      => 0
          printf abc ~ tr a-c A-C                          => ABC                     => 0
          printf 'a b' ~ tr -d ' '                         => ab                      => 0
          printf 'aab' ~ tr -s a                           => ab                      => 0
          printf '1\\n2\\n' ~ xargs echo n                  => n 1 2|                  => 0
          printf '1 2' ~ xargs -n 1 echo n                 => n 1|n 2|                => 0
          printf 'a\\nb\\n' ~ xargs -I @ echo '<@>'        => <a>|<b>|               => 0
          : ~ xargs -r echo none                           => ``                      => 0
          printf 'a\\nb\\n' ~ tac                           => b|a|                    => 0
          printf 'x' ~ md5sum                              => 9dd4e461268c8034f5c8564e155c67a6  -| => 0
          printf hi ~ base64                               => aGk=|                   => 0
          seq 2 2 6                                        => 2|4|6|                  => 0
          expr 7 / 2; expr 7 % 2; expr 2 \\* 3; expr 1 = 2  => 3|1|6|0|                => 1
          expr length abc; expr abc : 'a\\(.\\)'            => 3|b|                    => 0
          """)
  void textProgram_behaves(String script, String out, int status) {
    run(script, out, status);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '`',
      textBlock =
          """
          true; echo $?; false; echo $?                    => 0|1|                    => 0
          hostname; hostname -f; whoami; id -u; pwd        => web-0|web-0|root|0|/|   => 0
          uname; uname -s                                  => Linux|Linux|            => 0
          which sh cat; which nothing                      => /bin/sh|/bin/cat|       => 1
          type cd; command -v cat                          => cd is a shell builtin|/bin/cat| => 0
          X=1 env -i Y=2 env                               => Y=2|                    => 0
          env X=5 sh -c 'echo $X'                          => 5|                      => 0
          sleep 0.1; echo slept                            => slept|                  => 0
          sleep x                                          => sleep: invalid number 'x'| => 1
          date -u +%s                                      => 1767323045|             => 0
          date +%Y/%m/%d                                   => 2026/01/02|             => 0
          echo -e 'a\\tb'; echo -n x                        => a	b|x                    => 0
          [ 1 -eq 1 ] && [ a != b ] && [ -n x ] && echo ok => ok|                     => 0
          [ a -eq 1 ]                                      => sh: a: bad number|      => 2
          [ -f /none -o -d /tmp ] && echo ok               => ok|                     => 0
          [[ ab == a* && ! -e /none ]] && echo ok          => ok|                     => 0
          test -t 0; echo $?                               => 1|                      => 0
          tty                                              => not a tty|              => 1
          sh -c 'echo $0 $1' name arg                      => name arg|               => 0
          bash -c 'a=(x); echo hi' 2>/dev/null; echo $?    => 2|                      => 0
          echo 'echo $1' >/s; sh /s arg                    => arg|                    => 0
          printf 'echo from stdin\\nexit 3\\n' ~ sh         => from stdin|             => 3
          printf 'read x\\nvalue\\necho $x\\n' ~ sh          => value|                  => 0
          printf 'if true\\nthen echo a\\nfi\\n' ~ sh        => a|                      => 0
          printf 'cat <<E\\nx $((1+1))\\nE\\necho y\\n' ~ sh  => x 2|y|                  => 0
          printf 'echo a\\nfi\\necho b\\n' ~ sh              => a|sh: syntax error: unexpected "fi"| => 2
          printf 'echo "open' ~ sh                         => sh: syntax error: unterminated quoted string| => 2
          printf 'echo a \\\\\\nb\\n' ~ sh                   => a b|                    => 0
          printf 'trap "echo bye" EXIT\\necho hi' ~ sh      => hi|bye|                 => 0
          getent hosts localhost ~ cut -c1-9               => 127.0.0.1|              => 0
          kill -0 1 2>/dev/null; echo $?                   => 0|                      => 0
          """)
  void systemProgram_behaves(String script, String out, int status) {
    run(script, out, status);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '`',
      textBlock =
          """
          set -u; echo $NONE                               => sh: NONE: parameter not set| => 2
          set -eu; f() { return 3; }; f; echo no           => ``                      => 3
          set -o pipefail; false ~ true; echo $?           => 1|                      => 0
          x=abc; echo ${x/b/-} ${x:1} ${x:0:1}             => a-c bc a|               => 0
          x=a.b.c; echo ${x#*.} ${x##*.} ${x%.*} ${x%%.*}  => b.c c a.b a|            => 0
          echo ${#HOME} ${NONE:-a b} "${NONE:-a  b}"       => 0 a b a  b|             => 0
          IFS=:; x=a:b; echo $x; set -- $x; echo $#        => a b|2|                  => 0
          echo "$(printf 'a\\n\\n')"b                       => ab|                     => 0
          for x; do echo $x; done; for x in; do echo n; done => ``                    => 0
          i=3; until [ $i = 0 ]; do i=$((i-1)); done; echo $i => 0|                   => 0
          i=5; echo $((i++ + ++i)) $((i*=2)) $((i>3&&i<99)) => 12 14 1|               => 0
          f() { echo $1; shift; [ $# -gt 0 ] && f "$@"; }; f a b c => a|b|c|          => 1
          x=1; f() { x=2; }; (f); echo $x; f; echo $x      => 1|2|                    => 0
          { echo a; exit 4; } ~ cat; echo $?               => a|0|                    => 0
          echo x >&3                                       => sh: 3: Bad file descriptor| => 1
          exec 3>/f; echo x >&3; exec 3>&-; cat /f         => x|                      => 0
          echo a 1>&2 2>/dev/null                          => a|                      => 0
          trap 'echo t' USR1; kill -USR1 $$; echo after    => t|after|                => 0
          trap 'echo int' INT; trap; trap - INT            => trap -- 'echo int' INT| => 0
          eval 'x=1; echo $x'                              => 1|                      => 0
          case a.txt in *.txt~*.md) echo doc;; esac        => doc|                    => 0
          readonly x=1; echo $x                            => 1|                      => 0
          . /none                                          => sh: .: can't open '/none': No such file or directory| => 2
          shift 5                                          => ``                      => 1
          exit abc                                         => sh: exit: Illegal number: abc| => 2
          """)
  void language_behaves(String script, String out, int status) {
    run(script, out, status);
  }
}
