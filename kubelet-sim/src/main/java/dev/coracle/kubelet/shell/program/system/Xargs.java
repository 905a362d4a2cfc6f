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

  private static final int SOME_FAILED = 123;

  private Xargs() {}

  static int run(ShellProcess process) throws IOException {
    int start = 0;
    List<String> args = process.args();
    while (start < args.size() && args.get(start).startsWith("-")) {
      start += args.get(start).matches("-[nI]") ? 2 : 1;
    }
    Options options = Options.parse(args.subList(0, Math.min(start, args.size())), "n:I:rt0");
    List<String> command = start < args.size() ? args.subList(start, args.size()) : List.of("echo");
    int status = 0;
    for (List<String> words : commands(command, options, input(process, options))) {
      int code = execute(process, words);
      if (code == 127) {
        return code;
      }
      status = code == 0 ? status : SOME_FAILED;
    }
    return status;
  }

  private static List<String> input(ShellProcess process, Options options) throws IOException {
    String text = new String(process.in().readAllBytes(), StandardCharsets.UTF_8);
    String separator = options.has('0') ? "\0" : options.has('I') ? "\n" : "\\s+";
    return Stream.of(text.split(separator)).filter(word -> !word.isEmpty()).toList();
  }

  private static List<List<String>> commands(
      List<String> command, Options options, List<String> words) throws IOException {
    List<List<String>> commands = new ArrayList<>();
    Optional<String> placeholder = options.value('I');
    if (placeholder.isPresent()) {
      for (String word : words) {
        commands.add(command.stream().map(part -> part.replace(placeholder.get(), word)).toList());
      }
    } else if (!words.isEmpty()) {
      int most = Math.max(1, options.number('n', words.size()));
      for (int i = 0; i < words.size(); i += most) {
        commands.add(
            Stream.concat(
                    command.stream(), words.subList(i, Math.min(words.size(), i + most)).stream())
                .toList());
      }
    } else if (!options.has('r')) {
      commands.add(command);
    }
    return commands;
  }

  private static int execute(ShellProcess process, List<String> words) throws IOException {
    String path = process.env().getOrDefault("PATH", Executables.DEFAULT_PATH);
    var program = Executables.find(process.session(), process.directory(), path, words.get(0));
    if (program.isEmpty()) {
      process.error(words.get(0) + ": " + Errno.NO_ENTRY);
      return 127;
    }
    var child =
        new ShellProcess(
            process.session(),
            process.task(),
            words,
            process.env(),
            process.directory(),
            process.descriptors().withInput(0, InputStream.nullInputStream()));
    return child.execute(program.get());
  }
}
