// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A container's worth of surroundings for one command after the other. */
final class TestShell implements AutoCloseable {

  /** How a command has ended. */
  record Result(int status, String out, String err) {}

  final FileSystem files =
      Jimfs.newFileSystem(
          Configuration.unix().toBuilder()
              .setAttributeViews("basic", "owner", "posix", "unix")
              .setWorkingDirectory("/")
              .build());
  final LeapingTime time = new LeapingTime();
  final LoopbackNetwork network = new LoopbackNetwork();
  final ExecutorService executor = Executors.newCachedThreadPool();
  final Map<String, String> env = new HashMap<>(Map.of("PATH", Executables.DEFAULT_PATH));
  final Map<String, Program> programs = new HashMap<>();

  TestShell() {
    try {
      Files.createDirectories(files.getPath("/tmp"));
      Files.createDirectories(files.getPath("/etc"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  ShellSession.Builder session() {
    return ShellSession.over(files, network, time, executor)
        .env(env)
        .hostname("web-0")
        .programs(programs);
  }

  Result sh(String script) {
    return run(InputStream.nullInputStream(), List.of("sh", "-c", script));
  }

  Result sh(String script, String in) {
    return run(
        new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)), List.of("sh", "-c", script));
  }

  Result run(String... command) {
    return run(InputStream.nullInputStream(), List.of(command));
  }

  Result run(InputStream in, List<String> command) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    int status = Shell.run(session().in(in).out(out).err(err).build(), command);
    return new Result(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  Path write(String file, String content) {
    try {
      return Files.writeString(files.getPath(file), content);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() throws IOException {
    executor.shutdownNow();
    files.close();
  }
}
