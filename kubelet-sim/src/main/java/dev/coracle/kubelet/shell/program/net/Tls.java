// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.net;

import dev.coracle.api.http.ClientTls;
import dev.coracle.api.pki.Pem;
import dev.coracle.kubelet.shell.process.ShellProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Whom the clients of a container trust: the authorities in its files. */
final class Tls {

  private static final String SYSTEM_AUTHORITIES = "/etc/ssl/certs/ca-certificates.crt";

  private Tls() {}

  /** The authorities of a file, else of that which the environment names, else of the system. */
  static ClientTls trusting(ShellProcess process, Optional<String> file) throws IOException {
    Path path =
        process.path(file.orElse(process.env().getOrDefault("SSL_CERT_FILE", SYSTEM_AUTHORITIES)));
    return ClientTls.trusting(
        Files.isRegularFile(path) ? Pem.certificates(Files.readString(path)) : List.of());
  }
}
