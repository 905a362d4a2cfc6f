// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.awk;

import dev.coracle.kubelet.shell.process.ChildProcess;
import dev.coracle.kubelet.shell.process.Errno;
import dev.coracle.kubelet.shell.process.ShellProcess;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The files and commands that a program has open, each under the name it was opened by. */
final class Streams {

  private final ShellProcess process;
  private final OutputStream out;
  private final Map<String, Output> outputs = new LinkedHashMap<>();
  private final Map<String, Input> inputs = new LinkedHashMap<>();

  /** A file or a command that is written to. */
  private record Output(OutputStream stream, Optional<ChildProcess> child) {}

  /** A file or a command that is read. */
  private record Input(RecordReader reader, Optional<ChildProcess> child) {}

  Streams(ShellProcess process) {
    this.process = process;
    this.out = new BufferedOutputStream(process.out());
  }

  /** Writes to standard output. */
  void print(String text) throws IOException {
    out.write(bytes(text));
  }

  /** Writes to a file or a command, which is opened by the first write. */
  void print(String operator, String name, String text) throws IOException {
    OutputStream stream = output(operator, name);
    stream.write(bytes(text));
    if (stream != out && name.startsWith("/dev/")) {
      stream.flush();
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private OutputStream output(String operator, String name) throws IOException {
    Output open = outputs.get(name);
    if (open != null) {
      return open.stream();
    }
    Output opened;
    if (operator.equals("|")) {
      flush();
      var child = ChildProcess.writing(process, shown(name));
      opened = new Output(new BufferedOutputStream(child.input()), Optional.of(child.child()));
    } else {
      opened = new Output(file(operator, name), Optional.empty());
    }
    outputs.put(name, opened);
    return opened.stream();
  }

  private OutputStream file(String operator, String name) throws IOException {
    if (name.equals("-") || name.equals("/dev/stdout")) {
      return out;
    }
    try {
      OutputStream file = process.files().write(shown(name), operator.equals(">>"));
      return new BufferedOutputStream(file);
    } catch (FileSystemException e) {
      throw AwkException.outside("can't open '" + name + "': " + Errno.text(e));
    }
  }

  /** The records of a file; none if it cannot be read. */
  Optional<RecordReader> file(String name) throws IOException {
    Input open = inputs.get(name);
    if (open != null) {
      return Optional.of(open.reader());
    }
    try {
      var reader = name.equals("-") ? standardInput() : read(name);
      inputs.put(name, new Input(reader, Optional.empty()));
      return Optional.of(reader);
    } catch (FileSystemException e) {
      return Optional.empty();
    }
  }

  RecordReader standardInput() {
    return new RecordReader(process.in(), this::flushQuietly);
  }

  /** Opens a file that is not among those of {@code getline}. */
  RecordReader read(String name) throws IOException {
    return new RecordReader(process.files().read(shown(name)), this::flushQuietly);
  }

  /** The records of what a command prints. */
  RecordReader command(String command) throws IOException {
    Input open = inputs.get(command);
    if (open != null) {
      return open.reader();
    }
    flush();
    var child = ChildProcess.reading(process, shown(command));
    var reader = new RecordReader(child.output(), this::flushQuietly);
    inputs.put(command, new Input(reader, Optional.of(child.child())));
    return reader;
  }

  /** Runs a command; its status. */
  int system(String command) throws IOException {
    flush();
    return ChildProcess.run(process, shown(command));
  }

  /** Closes what has the name; the status that C gives of a command, else 0. */
  int close(String name) throws IOException, InterruptedException {
    Output output = outputs.remove(name);
    if (output != null) {
      return close(output);
    }
    Input input = inputs.remove(name);
    return input == null ? 0 : close(input);
  }

  private int close(Output output) throws IOException, InterruptedException {
    flush();
    output.stream().flush();
    if (output.stream() != out) {
      output.stream().close();
    }
    return output.child().isPresent() ? output.child().get().close() << 8 : 0;
  }

  private static int close(Input input) throws IOException, InterruptedException {
    input.reader().close();
    return input.child().isPresent() ? input.child().get().close() << 8 : 0;
  }

  /** Writes out what is buffered. */
  void flush() throws IOException {
    out.flush();
    for (Output output : List.copyOf(outputs.values())) {
      output.stream().flush();
    }
  }

  private void flushQuietly() {
    try {
      flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Closes everything, and waits for the commands that were written to. */
  void closeAll() throws IOException, InterruptedException {
    flush();
    for (String name : List.copyOf(outputs.keySet())) {
      close(name);
    }
    for (String name : List.copyOf(inputs.keySet())) {
      close(name);
    }
  }

  /** A text of the program as one of the machine's. */
  static String shown(String text) {
    return new String(text.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  /** A text of the machine as one of the program's, a character for each byte. */
  static String taken(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }
}
