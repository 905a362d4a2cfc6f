// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.kubelet.shell.TestShell;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TarTest {

  private static final String TREE =
      """
      mkdir -p /src/d && cd /src && echo one >a && echo two >d/b && ln -s a link
      chmod 750 d/b && : >empty && mkdir /dst
      """;

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
          tar cf - . | tar xf - -C /dst; cat /dst/a /dst/d/b      => one|two|
          tar cf - . | tar -xmf - -C /dst; ls -l /dst/link | grep -o 'link.*' => link -> a|
          tar cf - d | tar xf - -C /dst; stat -c %a /dst/d/b      => 750|
          tar -czf /t.tgz a d; tar tzf /t.tgz                     => a|d/|d/b|
          tar cf /t.tar a; tar xOf /t.tar                         => one|
          tar cf /t.tar .; tar tf /t.tar ./d                      => ./d/|./d/b|
          tar cf /t.tar .; tar xvf /t.tar -C /dst ./d             => ./d/|./d/b|
          tar -C /src/d -c -f - b | tar t                         => b|
          tar cf - empty | tar xf - -C /dst; wc -c </dst/empty    => 0|
          tar cf - /src/a 2>/dev/null | tar t                     => src/a|
          """)
  void archive_isMadeAndRead(String script, String out) {
    TestShell.Result result = shell.sh(TREE + script);

    assertThat(result.err()).isEmpty();
    assertThat(result.out()).isEqualTo(out.replace('|', '\n'));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '`',
      textBlock =
          """
          tar cf /t.tar /src/a        => tar: removing leading '/' from member names => 0
          tar cf /t.tar none          => tar: none: No such file or directory|tar: error exit delayed from previous errors => 1
          tar xf /none.tar            => tar: can't open '/none.tar': No such file or directory => 1
          tar cf /t.tar -C /none a    => tar: can't change directory to '/none': No such file or directory => 1
          head -c 700 /dev/zero | tr '\\0' x | tar x => tar: invalid tar magic => 1
          tar cf - a | head -c 100 | tar x => tar: short read => 1
          tar cf - d | tar xvf - -C /none => tar: can't change directory to '/none': No such file or directory => 1
          """)
  void failure_isTold(String script, String err, int status) {
    TestShell.Result result = shell.sh(TREE + script);

    assertThat(result.err()).isEqualTo(err.replace('|', '\n') + "\n");
    assertThat(result.status()).isEqualTo(status);
  }

  @Test
  void longNames_survive() {
    String name = "n".repeat(90) + "/" + "m".repeat(120);

    var result =
        shell.sh(
            "mkdir -p /a/"
                + "n".repeat(90)
                + " && echo x >/a/"
                + name
                + " && cd /a && tar c . | tar t");

    assertThat(result.out().lines()).contains("./" + name);
  }

  @Test
  void namesOfPaxArchives_areRead() throws Exception {
    var archive = new ByteArrayOutputStream();
    byte[] record = "22 path=from/pax/name\n".getBytes(StandardCharsets.UTF_8);
    new TarEntry("PaxHeaders/x", 'x', 0644, record.length, 0, "").writeTo(archive);
    archive.write(record);
    archive.write(new byte[TarEntry.padding(record.length)]);
    new TarEntry("short", TarEntry.FILE, 0644, 0, 0, "").writeTo(archive);
    TarEntry.writeEnd(archive);

    var result = shell.run(new ByteArrayInputStream(archive.toByteArray()), List.of("tar", "t"));

    assertThat(result).isEqualTo(new TestShell.Result(0, "from/pax/name\n", ""));
  }

  @Test
  void nameThatLeadsOut_isSkipped() throws Exception {
    var archive = new ByteArrayOutputStream();
    new TarEntry("../escaped", TarEntry.FILE, 0644, 0, 0, "").writeTo(archive);
    TarEntry.writeEnd(archive);

    var result =
        shell.run(
            new ByteArrayInputStream(archive.toByteArray()),
            List.of("tar", "xf", "-", "-C", "/tmp"));

    assertThat(result.err()).isEqualTo("tar: skipping unsafe name '../escaped'\n");
    assertThat(shell.files.getPath("/escaped")).doesNotExist();
  }
}
