// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each row is a script, its output with | for line ends, and its exit code. */
class ShellLanguageTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '`',
      textBlock =
          """
          echo a; echo b                               => a|b|          => 0
          true && echo yes || echo no                  => yes|          => 0
          false && echo yes || echo no                 => no|           => 0
          ! true                                       => ''            => 1
          ! false && echo ok                           => ok|           => 0
          exit 42                                      => ''            => 42
          (exit 3); echo $?                            => 3|            => 0
          false; echo "$?"                             => 1|            => 0
          x=1; (x=2); echo $x                          => 1|            => 0
          echo one two | wc -w                         => 2|            => 0
          printf 'b\\na\\n' | sort | head -n 1         => a|            => 0
          yes | head -n 2                              => y|y|          => 0
          while true; do echo x; done | head -2        => x|x|          => 0
          echo a b | { read x y; echo $y$x; }          => ba|           => 0
          echo ok >/tmp/f; cat /tmp/f                  => ok|           => 0
          echo a >/tmp/f; echo b >>/tmp/f; cat /tmp/f  => a|b|          => 0
          cat </tmp/none || echo failed                => failed|       => 0
          echo err >&2                                 => ''            => 0
          ls /nope 2>/dev/null || echo none            => none|         => 0
          (echo a; echo b >&2) 2>&1 | sort             => a|b|          => 0
          ls /nope >/tmp/o 2>&1; cat /tmp/o            => ls: /nope: No such file or directory| => 0
          x=$(echo hi); echo "$x there"                => hi there|     => 0
          echo $(echo `echo deep`)                     => deep|         => 0
          echo "a  b" 'c  d' e\\ \\ f                  => a  b c  d e  f| => 0
          x='a  b'; echo $x "$x"                       => a b a  b|     => 0
          echo "$(echo "in \\"q\\"")"                  => in "q"|       => 0
          echo '$HOME' "\\$HOME"                       => $HOME $HOME|  => 0
          echo $((1 + 2 * 3)) $(( (1+2)*3 ))           => 7 9|          => 0
          i=0; i=$((i+1)); echo $i $((i==1 ? 5 : 6))   => 1 5|          => 0
          echo $((0x10 + 010)) $((7 % 4)) $((1 << 4))  => 24 3 16|      => 0
          for i in $(seq 1 3); do echo -n $i; done     => 123           => 0
          for i in a b c; do [ $i = b ] && continue; echo -n $i; done => ac => 0
          for i in 1 2 3; do [ $i = 2 ] && break; echo $i; done => 1|   => 0
          i=0; while [ $i -lt 3 ]; do i=$((i+1)); done; echo $i => 3|   => 0
          i=0; until test $i -ge 2; do i=$(expr $i + 1); done; echo $i => 2| => 0
          if [ -d /tmp ]; then echo d; else echo n; fi => d|            => 0
          if false; then echo a; elif true; then echo b; fi => b|       => 0
          case abc in a*) echo A;; *) echo other;; esac => A|           => 0
          case x in (a|b) echo ab;; x|y) echo xy;; esac => xy|          => 0
          f() { echo "$1-$#"; return 3; }; f a b; echo $? => a-2|3|     => 0
          f() { local x=2; }; x=1; f; echo $x          => 1|            => 0
          function g { echo g; }; g                    => g|            => 0
          X=5 env | grep ^X=; echo ${X:-unset}         => X=5|unset|    => 0
          export Y=7; sh -c 'echo $Y'                  => 7|            => 0
          echo ${X:-dflt} ${X-d2} ${X:+set}            => dflt d2|      => 0
          : ${X:=v}; echo $X ${#X} ${X:+set}           => v 1 set|      => 0
          p=/a/b.txt; echo ${p##*/} ${p%/*} ${p%.txt}  => b.txt /a /a/b| => 0
          touch /tmp/a1 /tmp/a2; echo /tmp/a*          => /tmp/a1 /tmp/a2| => 0
          echo /tmp/zz*                                => /tmp/zz*|     => 0
          set -- a 'b c'; for x in "$@"; do echo "<$x>"; done => <a>|<b c>| => 0
          set -- a b c; shift; echo $* $#              => b c 2|        => 0
          set -e; false; echo no                       => ''            => 1
          set -e; false || true; if false; then :; fi; ! true; echo ok => ok| => 0
          set -e; x=$(false); echo no                  => ''            => 1
          set -e; f() { false; echo in; }; f && echo yes; echo end => in|yes|end| => 0
          trap 'echo bye' EXIT; echo hi; exit 3        => hi|bye|       => 3
          trap 'exit 9' TERM; kill $$; echo no         => ''            => 9
          sleep 1 & wait $!; echo done                 => done|         => 0
          (exit 4) & wait $!; echo $?                  => 4|            => 0
          [[ a == a* ]] && echo m                      => m|            => 0
          [[ "$(cat /tmp/none 2>/dev/null)" == "" ]] && echo e => e|    => 0
          [[ -z "" && ( 1 -eq 2 || b > a ) ]] && echo y => y|           => 0
          [[ abc =~ ^a.c$ ]] && echo re                => re|           => 0
          [ $(expr 3 % 2) -ne 0 ] && echo odd          => odd|          => 0
          test -n "" || echo empty                     => empty|        => 0
          [ a = a -a ! b = a ] && echo and             => and|          => 0
          { echo a; echo b; } | wc -l                  => 2|            => 0
          eval 'x=1; echo $x'                          => 1|            => 0
          exec echo gone; echo no                      => gone|         => 0
          exec >/tmp/log; echo x; cat /tmp/log >&2     => ''            => 0
          cd /tmp && pwd                               => /tmp|         => 0
          echo {a,b}                                   => {a,b}|        => 0
          bash -c 'echo {1..3} x{a,b}'                 => 1 2 3 xa xb|  => 0
          echo a # comment                             => a|            => 0
          echo a#b                                     => a#b|          => 0
          readonly R=1; echo $R                        => 1|            => 0
          unset X; set -u; echo $X                     => ''            => 2
          IFS=:; x=a:b; echo $x                        => a b|          => 0
          echo "$*" "$#"                               => ` 0|`         => 0
          sh -c 'echo $0 $1' name arg                  => name arg|     => 0
          command -v sh; command -v nope               => /bin/sh|      => 127
          x=abc; echo ${x/b/X} ${x:1:1}                => aXc b|        => 0
          echo $'a\\tb'                                => a	b|          => 0
          foo                                          => ''            => 127
          /tmp                                         => ''            => 126
          ((1 > 2)) || echo less                       => less|         => 0
          echo 1 2 3 | while read a b; do echo "$b"; done => 2 3|       => 0
          false | true; echo $?                        => 0|            => 0
          set -o pipefail; false | true; echo $?       => 1|            => 0
          """)
  void script_printsAndExits(String script, String out, int status) throws Exception {
    try (var shell = new TestShell()) {
      TestShell.Result result = shell.sh(script.strip());

      assertThat(result.out()).isEqualTo(out.equals("''") ? "" : out.replace('|', '\n'));
      assertThat(result.status()).isEqualTo(status);
    }
  }
}
