// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostsFileTest {

  private final FileSystem files = Volume.newFileSystem(Volume.DIRECTORY);
  private final Path file = files.getPath("/hosts");

  private String addresses(String name) throws IOException {
    return HostsFile.addresses(file, name).stream()
        .map(InetAddress::getHostAddress)
        .collect(Collectors.joining(" "));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "localhost, 127.0.0.1 0:0:0:0:0:0:0:1",
    "web,       10.0.0.1",
    "web.shop,  10.0.0.1",
    "both,      10.0.0.2 10.0.0.3",
    "hidden,    ''",
    "commented, 10.0.0.4",
    "10.0.0.1,  ''",
    "WEB,       ''",
    "none,      ''",
  })
  void name_isFoundInItsLines(String name, String expected) throws IOException {
    Files.writeString(
        file,
        """
        # Kubernetes-managed hosts file.
        ::1\tlocalhost ip6-localhost
        127.0.0.1\tlocalhost
        10.0.0.1   web.shop\tweb

        10.0.0.2 both
        10.0.0.3 both
        # 10.0.0.9 hidden
        10.0.0.4 commented # and why hidden
        nonsense both
        """);

    assertThat(addresses(name)).isEqualTo(expected);
  }

  @Test
  void fileThatIsNotThere_knowsNobody() throws IOException {
    assertThat(HostsFile.addresses(files.getPath("/none"), "localhost")).isEmpty();
  }
}
