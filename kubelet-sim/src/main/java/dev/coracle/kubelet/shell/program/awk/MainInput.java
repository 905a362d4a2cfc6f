// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.awk;

import dev.coracle.kubelet.shell.process.Errno;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The records of the files that {@code ARGV} names, one after the other. */
final class MainInput {

  private static final Pattern ASSIGNMENT =
      Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)=(.*)", Pattern.DOTALL);

  private final Streams streams;
  private final Variables variables;
  private final Regexes regexes;
  private Optional<RecordReader> current = Optional.empty();
  private int nextArgument = 1;
  private boolean anyFile;

  MainInput(Streams streams, Variables variables, Regexes regexes) {
    this.streams = streams;
    this.variables = variables;
    this.regexes = regexes;
  }

  /** The next record, counted in {@code NR} and {@code FNR}. */
  Optional<String> next() throws IOException {
    while (current.isPresent() || open()) {
      Optional<String> record = read();
      if (record.isPresent()) {
        count("NR");
        count("FNR");
        return record;
      }
      skipFile();
    }
    return Optional.empty();
  }

  private Optional<String> read() throws IOException {
    try {
      return record(current.orElseThrow(), variables, regexes);
    } catch (FileSystemException e) {
      throw failed(variables.text(variables.get("FILENAME").value()), e);
    }
  }

  /** The next record of a reader; what ended it is in {@code RT}. */
  static Optional<String> record(RecordReader reader, Variables variables, Regexes regexes)
      throws IOException {
    Optional<RecordReader.Found> found = reader.next(variables.recordSeparator(), regexes);
    variables.get("RT").set(Values.of(found.map(RecordReader.Found::terminator).orElse("")));
    return found.map(RecordReader.Found::text);
  }

  private void count(String name) {
    variables.set(name, variables.get(name).value().number() + 1);
  }

  /** Goes on with the next file. */
  void skipFile() throws IOException {
    if (current.isPresent()) {
      current.get().close();
      current = Optional.empty();
    }
  }

  private boolean open() throws IOException {
    while (nextArgument < variables.get("ARGC").value().number()) {
      AwkArray arguments = variables.get("ARGV").array();
      String key = Integer.toString(nextArgument++);
      String argument = arguments.contains(key) ? variables.text(arguments.get(key)) : "";
      if (!argument.isEmpty() && !assign(argument, variables)) {
        anyFile = true;
        open(argument);
        return true;
      }
    }
    if (anyFile) {
      return false;
    }
    anyFile = true;
    open("-");
    return true;
  }

  private void open(String name) throws IOException {
    try {
      current = Optional.of(name.equals("-") ? streams.standardInput() : streams.read(name));
      variables.get("FILENAME").set(Values.read(name));
      variables.set("FNR", 0);
    } catch (FileSystemException e) {
      throw failed(name, e);
    }
  }

  /** As in BusyBox, a file that cannot be read is the end of everything. */
  private static AwkException failed(String name, FileSystemException e) {
    return AwkException.outside(Streams.shown(name) + ": " + Errno.text(e));
  }

  /** Does what {@code name=value} on the command line asks for, if it is that. */
  static boolean assign(String argument, Variables variables) {
    Matcher matcher = ASSIGNMENT.matcher(argument);
    if (!matcher.matches()) {
      return false;
    }
    variables.get(matcher.group(1)).set(Values.read(EscapedText.expand(matcher.group(2))));
    return true;
  }
}
