// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.kubelet.files.HostFiles;
import dev.coracle.kubelet.spec.ConfigurationException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each type of hostPath makes of what the node has there. */
class HostPathVolumeTest {

  private final HostFiles host = new HostFiles();

  @AfterEach
  void close() {
    host.close();
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "Directory,         /etc",
    "Directory,         /var/log",
    "DirectoryOrCreate, /etc",
    "DirectoryOrCreate, /data/deep/er",
    "'',                /etc",
    "'',                /data/deep/er",
    "'',                /etc/os-release",
    "File,              /etc/os-release",
    "FileOrCreate,      /etc/os-release",
    "FileOrCreate,      /etc/new",
  })
  void type_isSatisfied(String type, String path) throws Exception {
    Files.writeString(host.path("/etc/os-release"), "ID=coracle");

    Path mounted = HostPathVolume.of(host, path, type).open();

    assertThat(Files.exists(mounted)).isTrue();
    assertThat(mounted).isEqualTo(host.path(path));
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "Directory,         /none,              hostPath type check failed: /none is not a directory",
    "Directory,         /etc/os-release,    hostPath type check failed: /etc/os-release is not a"
        + " directory",
    "DirectoryOrCreate, /etc/os-release,    hostPath type check failed: /etc/os-release is not a"
        + " directory",
    "File,              /none,              hostPath type check failed: /none is not a file",
    "File,              /etc,               hostPath type check failed: /etc is not a file",
    "FileOrCreate,      /etc,               hostPath type check failed: /etc is not a file",
    "FileOrCreate,      /none/file,         open /none/file: no such file or directory",
    "Socket,            /run/docker.sock,   hostPath type check failed: /run/docker.sock is not a"
        + " socket file",
    "CharDevice,        /dev/null,          hostPath type check failed: /dev/null is not a"
        + " character device",
    "BlockDevice,       /dev/sda,           hostPath type check failed: /dev/sda is not a block"
        + " device",
    "Else,              /etc,               Else is an invalid volume type",
  })
  void type_isRefused(String type, String path, String message) throws Exception {
    Files.writeString(host.path("/etc/os-release"), "ID=coracle");

    assertThatThrownBy(() -> HostPathVolume.of(host, path, type))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(message);
  }

  @Test
  void files_stayWhenAVolumeGoes() throws Exception {
    HostPathVolume volume = HostPathVolume.of(host, "/data", "DirectoryOrCreate");
    Files.writeString(volume.open("below").resolve("f"), "x");

    volume.close();

    assertThat(Files.readString(host.path("/data/below/f"))).isEqualTo("x");
  }
}
