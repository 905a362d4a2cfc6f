// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.coracle.kubelet.shell.process.Executables;
import dev.coracle.kubelet.shell.process.Program;
import dev.coracle.kubelet.shell.process.ShellSession;
import dev.coracle.kubelet.shell.program.StandardPrograms;
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
public final class TestShell implements AutoCloseable {

  /** How a command has ended. */
  public record Result(int status, String out, String err) {}

  public final FileSystem files =
      Jimfs.newFileSystem(
          Configuration.unix().toBuilder()
              .setAttributeViews("basic", "owner", "posix", "unix")
              .setWorkingDirectory("/")
              .build());
  public final LoopbackNetwork network = new LoopbackNetwork();
  public final ExecutorService executor = Executors.newCachedThreadPool();
  public final LeapingTime time = new LeapingTime(executor);
  public final Map<String, String> env = new HashMap<>(Map.of("PATH", Executables.DEFAULT_PATH));
  public final Map<String, Program> programs = new HashMap<>(StandardPrograms.all());

  public TestShell() {
    try {
      Files.createDirectories(files.getPath("/tmp"));
      Files.createDirectories(files.getPath("/etc"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  public ShellSession.Builder session() {
    return ShellSession.over(files, network, time, time.counting())
        .env(env)
        .hostname("web-0")
        .programs(programs);
  }

  public Result sh(String script) {
    return run(InputStream.nullInputStream(), List.of("sh", "-c", script));
  }

  public Result sh(String script, String in) {
    return run(
        new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)), List.of("sh", "-c", script));
  }

  public Result run(String... command) {
    return run(InputStream.nullInputStream(), List.of(command));
  }

  public Result run(InputStream in, List<String> command) {
    return run(files.getPath("/"), in, command);
  }

  public Result run(Path directory, InputStream in, List<String> command) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    ShellSession session =
        session().workingDirectory(directory.toString()).in(in).out(out).err(err).build();
    int[] status = {-1};
    time.count(() -> status[0] = session.run(command));
    return new Result(
        status[0], out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  public Path write(String file, String content) {
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
