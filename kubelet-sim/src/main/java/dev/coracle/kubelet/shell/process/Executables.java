// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The programs of a session by name: those in Java, then script files. */
public final class Executables {

  public static final String DEFAULT_PATH =
      "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
  private static final Pattern SYSTEM = Pattern.compile("(/usr)?(/local)?/s?bin/([^/]+)");

  private Executables() {}

  public static Optional<Program> find(
      ShellSession session, Path directory, String path, String name) {
    return builtIn(session, name)
        .or(
            () ->
                file(directory, path, name)
                    .filter(Executables::isExecutable)
                    .map(ScriptFile::program));
  }

  /** The program in Java of that name, which may be given with its usual directory. */
  public static Optional<Program> builtIn(ShellSession session, String name) {
    var programs = session.programs();
    return Optional.ofNullable(programs.getOrDefault(name, programs.get(systemName(name))));
  }

  /** The name of a program without the directory, if that is one where systems have programs. */
  public static String systemName(String name) {
    var system = SYSTEM.matcher(name);
    return system.matches() ? system.group(3) : name;
  }

  /** Where a program is, as {@code which} says it. */
  public static Optional<String> locate(
      ShellSession session, Path directory, String path, String name) {
    if (!name.contains("/") && session.programs().containsKey(name)) {
      return Optional.of((isUsrBin(name) ? "/usr/bin/" : "/bin/") + name);
    }
    if (find(session, directory, path, name).isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(file(directory, path, name).map(Path::toString).orElse(name));
  }

  /** The file that a name means: as it is with a slash, else along the path. */
  public static Optional<Path> file(Path directory, String path, String name) {
    if (name.isEmpty()) {
      return Optional.empty();
    }
    List<String> directories = name.contains("/") ? List.of("") : List.of(path.split(":"));
    return directories.stream()
        .map(one -> directory.resolve(one).resolve(name))
        .filter(Files::isRegularFile)
        .findFirst();
  }

  public static boolean isExecutable(Path path) {
    try {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
      return permissions.contains(PosixFilePermission.OWNER_EXECUTE)
          || permissions.contains(PosixFilePermission.OTHERS_EXECUTE);
    } catch (IOException e) {
      return false;
    } catch (UnsupportedOperationException e) {
      // A file system without permissions forbids nothing.
      return true;
    }
  }

  private static boolean isUsrBin(String name) {
    return Set.of(
            "curl",
            "dig",
            "nslookup",
            "awk",
            "cut",
            "env",
            "expr",
            "find",
            "head",
            "id",
            "nc",
            "seq",
            "sort",
            "tail",
            "tee",
            "test",
            "tr",
            "uniq",
            "wc",
            "wget",
            "which",
            "whoami")
        .contains(name);
  }
}
