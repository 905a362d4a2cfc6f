// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.kubelet.files.VolumeContent.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The files of a volume, written as an atomic writer writes them. */
class VolumeTest {

  private static VolumeContent content(String... pathsAndTexts) {
    List<Entry> entries =
        Stream.of(pathsAndTexts)
            .map(pair -> pair.split("=", 2))
            .map(pair -> Entry.text(pair[0], pair[1], 0644))
            .toList();
    return new VolumeContent(entries);
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.map(p -> p.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void files_areLinksThroughOneDirectory() throws IOException {
    Path root = new Volume(content("a=1", "b/c=2"), true).open();

    assertThat(names(root)).containsExactly("..data", "..version_1", "a", "b");
    assertThat(Files.readSymbolicLink(root.resolve("a"))).hasToString("..data/a");
    assertThat(Files.readSymbolicLink(root.resolve("..data"))).hasToString("..version_1");
    assertThat(Files.readString(root.resolve("a"))).isEqualTo("1");
    assertThat(Files.readString(root.resolve("b/c"))).isEqualTo("2");
  }

  @Test
  void update_replacesAllFilesAtOnce() throws IOException {
    Volume volume = new Volume(content("a=1", "gone=x"), true);
    Path root = volume.open();

    volume.update(content("a=2", "new=y"));

    assertThat(names(root)).containsExactly("..data", "..version_2", "a", "new");
    assertThat(Files.readString(root.resolve("a"))).isEqualTo("2");
    assertThat(Files.readString(root.resolve("new"))).isEqualTo("y");
  }

  @Test
  void sameContent_isNotWrittenAgain() throws IOException {
    Volume volume = new Volume(content("a=1"), true);
    Path root = volume.open();

    volume.update(content("a=1"));

    assertThat(names(root)).contains("..version_1");
  }

  @Test
  void updateToNothing_takesAllFilesAway() throws IOException {
    Volume volume = new Volume(content("a=1"), true);
    Path root = volume.open();

    volume.update(VolumeContent.EMPTY);

    assertThat(names(root)).doesNotContain("a");
  }

  @Test
  void updateBeforeAnybodyLooks_isWhatIsSeen() throws IOException {
    Volume volume = new Volume(content("a=1"), true);

    volume.update(content("a=2"));

    assertThat(Files.readString(volume.open().resolve("a"))).isEqualTo("2");
  }

  @Test
  void closedVolume_takesNoUpdate() {
    Volume volume = new Volume(content("a=1"), true);
    Path root = volume.open();
    volume.close();

    volume.update(content("a=2"));

    assertThat(root.getFileSystem().isOpen()).isFalse();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "420, rw-r--r--",
    "256, r--------",
    "288, r--r-----",
    "511, rwxrwxrwx",
    "493, rwxr-xr-x",
    "0,   ---------",
  })
  void mode_isThatOfTheEntry(int mode, String permissions) throws IOException {
    VolumeContent content = new VolumeContent(List.of(Entry.text("a", "x", mode)));
    Path root = new Volume(content, true).open();

    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(root.resolve("a").toRealPath())))
        .isEqualTo(permissions);
  }

  @Test
  void deferredFile_isMadeWhenSomebodyLooks() throws IOException {
    AtomicInteger made = new AtomicInteger();
    Entry entry =
        new Entry(
            "ca.crt",
            () -> {
              made.incrementAndGet();
              return "pem".getBytes(java.nio.charset.StandardCharsets.UTF_8);
            },
            0644,
            true);
    Volume volume = new Volume(new VolumeContent(List.of(entry)), true);
    Path root = volume.open();
    int before = made.get();

    volume.complete();
    volume.complete();

    assertThat(before).isZero();
    assertThat(made).hasValue(1);
    assertThat(Files.readString(root.resolve("ca.crt"))).isEqualTo("pem");
  }

  @Test
  void partOfAWritableVolume_isItsOwnDirectory() throws IOException {
    Volume volume = new Volume(VolumeContent.EMPTY, false);
    Path part = volume.open("a/b");

    Files.writeString(part.resolve("f"), "x");

    assertThat(Files.readString(volume.open().resolve("a/b/f"))).isEqualTo("x");
  }

  @Test
  void partOfAVolumeFromTheApi_isACopy() throws IOException {
    Volume volume = new Volume(content("a=1"), true);
    Path part = volume.open("a");

    volume.update(content("a=2"));

    assertThat(Files.readString(part)).isEqualTo("1");
    assertThat(Files.readString(volume.open().resolve("a"))).isEqualTo("2");
  }

  @Test
  void emptyVolume_isOpenToEverybody() throws IOException {
    Path root = new Volume(VolumeContent.EMPTY, false).open();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root)))
        .isEqualTo("rwxrwxrwx");
    assertThat(names(root)).isEmpty();
  }
}
