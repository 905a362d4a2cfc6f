// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.image;

import dev.coracle.program.ContainerContext;
import dev.coracle.program.ContainerProgram;
import dev.coracle.program.Image;
import dev.coracle.program.Programs;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The images that are always there, whatever registry and tag they are asked by. */
final class BuiltIns {

  static final List<String> NAMES =
      List.of("agnhost", "alpine", "busybox", "httpd", "nginx", "pause");

  private BuiltIns() {}

  static Optional<Image> find(ImageReference reference) {
    return switch (reference.shortName()) {
      case "nginx", "nginx-unprivileged" -> Optional.of(WebServer.nginx(reference));
      case "httpd" -> Optional.of(WebServer.httpd(reference));
      case "busybox", "alpine" -> Optional.of(shell(reference));
      case "pause" -> Optional.of(Image.of(reference.toString(), BuiltIns::pause));
      case "agnhost" -> Optional.of(Agnhost.image(reference));
      default -> Optional.empty();
    };
  }

  private static Image shell(ImageReference reference) {
    return Image.of(reference.toString(), Programs.command(List.of("sh"), Map.of()));
  }

  static void pause(ContainerContext context) {
    context.onTerminate(() -> context.exit(0));
  }

  static Image withExecutables(
      ImageReference reference,
      ContainerProgram own,
      Map<String, ContainerProgram> executables,
      Image.Files files) {
    return new Image(
        reference.toString(),
        Programs.commandOr(own, executables),
        executables,
        files,
        Map.of(),
        false);
  }
}
