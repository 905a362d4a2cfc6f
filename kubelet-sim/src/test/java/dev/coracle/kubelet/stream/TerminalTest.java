// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalTest {

  private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
  private final AtomicInteger interrupts = new AtomicInteger();
  private final Terminal terminal = new Terminal(screen, interrupts::incrementAndGet);

  private static final String[][] CONTROLS = {
    {"CR", "\r"},
    {"LF", "\n"},
    {"DEL", "\u007f"},
    {"BS", "\b"},
    {"^U", "\u0015"},
    {"^W", "\u0017"},
    {"^C", "\u0003"},
    {"^D", "\u0004"},
    {"ESC", "\u001b"},
    {"ERASE", "\b \b"}
  };

  private static String real(String written) {
    String text = written;
    for (String[] control : CONTROLS) {
      text = text.replace("<" + control[0] + ">", control[1]);
    }
    return text;
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '`',
      textBlock =
          """
          abc<CR>          => abc<LF>   => abc<CR><LF>
          abc<LF>          => abc<LF>   => abc<CR><LF>
          abc              => ``        => abc
          abx<DEL>c<CR>    => abc<LF>   => abx<ERASE>c<CR><LF>
          abx<BS>c<CR>     => abc<LF>   => abx<ERASE>c<CR><LF>
          <DEL>a<CR>       => a<LF>     => a<CR><LF>
          ä<DEL>b<CR>      => b<LF>     => ä<ERASE>b<CR><LF>
          ab<^U>c<CR>      => c<LF>     => ab<ERASE><ERASE>c<CR><LF>
          a bc<^W>d<CR>    => a d<LF>   => a bc<ERASE><ERASE>d<CR><LF>
          ab<^C>c<CR>      => c<LF>     => ab^Cc<CR><LF>
          ab<^D>           => ab        => ab
          <ESC>[A<CR>      => <ESC>[A<LF> => ^[[A<CR><LF>
          """)
  void keys_areShownAndReadByLines(String keys, String read, String shown) throws Exception {
    terminal.type(real(keys).getBytes(StandardCharsets.UTF_8));

    byte[] line = new byte[100];
    int count = terminal.input().available() == 0 ? 0 : terminal.input().read(line);
    assertThat(new String(line, 0, count, StandardCharsets.UTF_8)).isEqualTo(real(read));
    assertThat(screen.toString(StandardCharsets.UTF_8)).isEqualTo(real(shown));
  }

  @Test
  void endOfFile_endsOneReaderOnly() throws Exception {
    terminal.type("a\n\u0004b\n".getBytes(StandardCharsets.UTF_8));

    assertThat(new String(terminal.input().readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo("a\n");
    assertThat(terminal.input().read()).isEqualTo('b');
  }

  @Test
  void interruptKey_isNotRead() throws Exception {
    terminal.type("\u0003".getBytes(StandardCharsets.UTF_8));

    assertThat(interrupts).hasValue(1);
    assertThat(terminal.input().available()).isZero();
  }

  @Test
  void output_returnsTheCarriage() throws Exception {
    terminal.output().write("a\nb".getBytes(StandardCharsets.UTF_8));

    assertThat(screen.toString(StandardCharsets.UTF_8)).isEqualTo("a\r\nb");
  }
}
