// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.awk;

import dev.coracle.kubelet.shell.process.Errno;
import dev.coracle.kubelet.shell.process.ShellProcess;
import dev.coracle.kubelet.shell.process.UsageException;
import dev.coracle.kubelet.shell.syntax.TestException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The program {@code awk}.
 *
 * <p>It is our own because what there is in Java under a licence that lets it into our jar does not
 * exist: Jawk is LGPL, starts real processes for {@code system} and pipes, and opens files of the
 * machine; here all three belong to a container.
 */
public final class Awk {

  private static final String COMMAND_LINE = "cmd. line";

  private final ShellProcess process;
  private final List<String> assignments = new ArrayList<>();
  private final StringBuilder program = new StringBuilder();
  private Optional<String> separator = Optional.empty();
  private String name = COMMAND_LINE;
  private boolean hasProgram;

  private Awk(ShellProcess process) {
    this.process = process;
  }

  /** Runs to the end; the status. */
  public static int run(ShellProcess process) throws IOException, InterruptedException {
    try {
      return new Awk(process).run();
    } catch (AwkException | TestException e) {
      process.error(Errno.text(e));
      return 1;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private int run() throws IOException, InterruptedException {
    var operands = new ArrayList<>(options());
    if (!hasProgram) {
      if (operands.isEmpty()) {
        throw new UsageException("usage: awk [OPTIONS] [AWK_PROGRAM] [FILE]...");
      }
      program.append(operands.remove(0));
    }
    Script script = Parser.parse(name, Streams.taken(program.toString()));
    operands.add(0, "awk");
    Run run = Run.of(process, script, operands);
    separator.ifPresent(
        given ->
            run.variables().get("FS").set(Values.of(EscapedText.expand(Streams.taken(given)))));
    for (String assignment : assignments) {
      if (!MainInput.assign(Streams.taken(assignment), run.variables())) {
        throw new UsageException("usage: awk [OPTIONS] [AWK_PROGRAM] [FILE]...");
      }
    }
    return execute(run);
  }

  private int execute(Run run) throws IOException, InterruptedException {
    try {
      int status = new Executor(name, run).run();
      run.streams().closeAll();
      return status;
    } catch (AwkException e) {
      run.streams().flush();
      throw e;
    }
  }

  /** Takes the options, which end where the first operand stands; the operands. */
  private List<String> options() throws IOException {
    List<String> arguments = process.args();
    int at = 0;
    while (at < arguments.size()
        && arguments.get(at).startsWith("-")
        && arguments.get(at).length() > 1) {
      String argument = arguments.get(at++);
      if (argument.equals("--")) {
        break;
      }
      char letter = argument.charAt(1);
      if ("Fvfe".indexOf(letter) < 0) {
        throw new UsageException("unrecognized option: " + letter);
      }
      if (argument.length() == 2 && at == arguments.size()) {
        throw new UsageException("option requires an argument: " + letter);
      }
      option(letter, argument.length() > 2 ? argument.substring(2) : arguments.get(at++));
    }
    return arguments.subList(at, arguments.size());
  }

  private void option(char letter, String value) throws IOException {
    switch (letter) {
      case 'F' -> separator = Optional.of(value);
      case 'v' -> assignments.add(value);
      case 'f' -> {
        name = value;
        addProgram(file(value));
      }
      default -> addProgram(value);
    }
  }

  private void addProgram(String text) {
    hasProgram = true;
    program.append(text).append('\n');
  }

  private String file(String file) throws IOException {
    if (file.equals("-")) {
      return new String(process.in().readAllBytes(), StandardCharsets.UTF_8);
    }
    try (InputStream in = process.files().read(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (FileSystemException e) {
      throw AwkException.outside("can't open '" + file + "': " + Errno.text(e));
    }
  }
}
