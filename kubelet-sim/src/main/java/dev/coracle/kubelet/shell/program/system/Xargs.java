// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.system;

import dev.coracle.kubelet.shell.process.Errno;
import dev.coracle.kubelet.shell.process.Executables;
import dev.coracle.kubelet.shell.process.Options;
import dev.coracle.kubelet.shell.process.ShellProcess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The program {@code xargs}: runs another one with what it reads as arguments. */
final class Xargs {

  // What POSIX asks for: a command that failed, one that said stop, one that is not there.
  private static final int SOME_FAILED = 123;
  private static final int STOPPED = 124;
  private static final int STOP = 255;
  private static final int NOT_FOUND = 127;

  private final ShellProcess process;
  private final Options options;
  private final List<String> command;

  private Xargs(ShellProcess process, Options options, List<String> command) {
    this.process = process;
    this.options = options;
    this.command = command;
  }

  static int run(ShellProcess process) throws IOException {
    int start = 0;
    List<String> args = process.args();
    while (start < args.size() && args.get(start).startsWith("-")) {
      start += args.get(start).matches("-[0rt]*[nIPsLdE]") ? 2 : 1;
    }
    Options options =
        Options.parse(args.subList(0, Math.min(start, args.size())), "n:I:P:s:L:d:E:rt0");
    List<String> command = start < args.size() ? args.subList(start, args.size()) : List.of("echo");
    return new Xargs(process, options, command).runAll();
  }

  private int runAll() throws IOException {
    int status = 0;
    for (List<String> words : commands(input())) {
      if (options.has('t')) {
        process.printError(String.join(" ", words) + "\n");
      }
      int code = execute(words);
      if (code == NOT_FOUND) {
        return code;
      }
      if (code == STOP) {
        process.error(words.get(0) + ": exited with status 255; aborting");
        return STOPPED;
      }
      status = code == 0 ? status : SOME_FAILED;
    }
    return status;
  }

  private List<String> input() throws IOException {
    String text = new String(process.in().readAllBytes(), StandardCharsets.UTF_8);
    if (options.has('0') || options.has('d')) {
      String separator =
          options.has('0') ? "\0" : options.value('d').orElse("").replace("\\n", "\n");
      return split(text, java.util.regex.Pattern.quote(separator));
    }
    if (options.has('I') || options.has('L')) {
      return split(text, "\n").stream().map(String::stripLeading).toList();
    }
    return QuotedWords.of(text);
  }

  private static List<String> split(String text, String separator) {
    return Stream.of(text.split(separator)).filter(word -> !word.isEmpty()).toList();
  }

  private List<List<String>> commands(List<String> words) throws IOException {
    List<List<String>> commands = new ArrayList<>();
    Optional<String> placeholder = options.value('I');
    if (placeholder.isPresent()) {
      for (String word : words) {
        commands.add(command.stream().map(part -> part.replace(placeholder.get(), word)).toList());
      }
    } else if (options.has('L')) {
      int most = Math.max(1, options.number('L', 1));
      for (int i = 0; i < words.size(); i += most) {
        String lines = String.join(" ", words.subList(i, Math.min(words.size(), i + most)));
        commands.add(with(QuotedWords.of(lines)));
      }
    } else if (!words.isEmpty()) {
      int most = Math.max(1, options.number('n', words.size()));
      for (int i = 0; i < words.size(); i += most) {
        commands.add(with(words.subList(i, Math.min(words.size(), i + most))));
      }
    } else if (!options.has('r')) {
      commands.add(command);
    }
    return commands;
  }

  private List<String> with(List<String> words) {
    return Stream.concat(command.stream(), words.stream()).toList();
  }

  private int execute(List<String> words) throws IOException {
    String path = process.env().getOrDefault("PATH", Executables.DEFAULT_PATH);
    var program = Executables.find(process.session(), process.directory(), path, words.get(0));
    if (program.isEmpty()) {
      process.error(words.get(0) + ": " + Errno.NO_ENTRY);
      return NOT_FOUND;
    }
    return process
        .with(words, process.env())
        .with(process.descriptors().withInput(0, InputStream.nullInputStream()))
        .executeApart(program.get());
  }
}
