// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The permissions of files as bits, such as 0644. */
public final class FileMode {

  /** The mode that file systems give new files by themselves. */
  private static final int USUAL = 0644;

  // From 0400 down.
  private static final List<PosixFilePermission> IN_ORDER =
      List.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE,
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.GROUP_EXECUTE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE,
          PosixFilePermission.OTHERS_EXECUTE);

  private FileMode() {}

  /** The bits of a file, or of what a link leads to. */
  public static int of(Path path, LinkOption... options) throws IOException {
    try {
      return bits(Files.getPosixFilePermissions(path, options));
    } catch (UnsupportedOperationException e) {
      // A file system without permissions forbids nothing.
      return Files.isDirectory(path) ? 0755 : USUAL;
    }
  }

  public static void set(Path path, int bits) throws IOException {
    Files.setPosixFilePermissions(path, permissions(bits));
  }

  /** Sets the mode of a file that has just been made, if it is not the usual one. */
  static void create(Path path, int bits) throws IOException {
    if (bits != USUAL) {
      set(path, bits);
    }
  }

  public static int bits(Set<PosixFilePermission> permissions) {
    int bits = 0;
    for (int i = 0; i < IN_ORDER.size(); i++) {
      bits |= permissions.contains(IN_ORDER.get(i)) ? 0400 >> i : 0;
    }
    return bits;
  }

  public static Set<PosixFilePermission> permissions(int bits) {
    var permissions = EnumSet.noneOf(PosixFilePermission.class);
    for (int i = 0; i < IN_ORDER.size(); i++) {
      if ((bits & (0400 >> i)) != 0) {
        permissions.add(IN_ORDER.get(i));
      }
    }
    return permissions;
  }
}
