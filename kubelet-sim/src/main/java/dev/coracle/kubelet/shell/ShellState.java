// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell;

import dev.coracle.kubelet.shell.process.Descriptors;
import dev.coracle.kubelet.shell.process.ShellProcess;
import dev.coracle.kubelet.shell.process.ShellSession;
import dev.coracle.kubelet.shell.syntax.Command;
import dev.coracle.kubelet.shell.syntax.Names;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a shell knows and a subshell gets a copy of: variables, arguments, functions, options. */
final class ShellState {

  private final ShellSession session;
  private final long pid;
  private final Map<String, String> variables = new HashMap<>();
  private final Set<String> exported = new HashSet<>();
  private final Set<String> readOnly = new TreeSet<>();
  private final Map<String, String> aliases = new TreeMap<>();
  private final Map<String, Command> functions = new HashMap<>();
  private final Map<String, String> traps = new HashMap<>();
  private final Set<Character> options = new HashSet<>();
  private final Deque<Map<String, Optional<String>>> locals = new ArrayDeque<>();
  private String name;
  private List<String> arguments = List.of();
  private Path directory;
  private Descriptors descriptors;
  private int status;
  private long lastJob;
  private int optionAt;
  private int umask;

  ShellState(ShellSession session, String name, ShellProcess process) {
    this.session = session;
    this.pid = process.pid();
    this.umask = process.umask();
    this.name = name;
    this.directory = process.directory();
    this.descriptors = Descriptors.of(process.in(), process.out(), process.err());
    variables.putAll(process.env());
    exported.addAll(process.env().keySet());
    variables.putIfAbsent("PWD", directory.toString());
    variables.putIfAbsent("IFS", " \t\n");
    variables.putIfAbsent("PS4", "+ ");
    variables.put("OPTIND", "1");
    variables.put("PPID", pid == 1 ? "0" : "1");
  }

  private ShellState(ShellState other) {
    session = other.session;
    pid = other.pid;
    umask = other.umask;
    name = other.name;
    arguments = other.arguments;
    directory = other.directory;
    descriptors = other.descriptors;
    status = other.status;
    lastJob = other.lastJob;
    variables.putAll(other.variables);
    exported.addAll(other.exported);
    readOnly.addAll(other.readOnly);
    aliases.putAll(other.aliases);
    functions.putAll(other.functions);
    options.addAll(other.options);
  }

  /** A copy for a subshell; traps are not inherited. */
  ShellState copy() {
    return new ShellState(this);
  }

  /** The number of the shell; a subshell has that of its parent. */
  long pid() {
    return pid;
  }

  /** The permissions that new files do not get. */
  int umask() {
    return umask;
  }

  void setUmask(int bits) {
    umask = bits;
  }

  String name() {
    return name;
  }

  void rename(String newName) {
    name = newName;
  }

  boolean isBash() {
    return name.endsWith("bash");
  }

  List<String> arguments() {
    return arguments;
  }

  void setArguments(List<String> values) {
    arguments = List.copyOf(values);
  }

  Path directory() {
    return directory;
  }

  void changeDirectory(Path target) {
    set("OLDPWD", directory.toString());
    directory = target;
    set("PWD", target.toString());
  }

  Descriptors descriptors() {
    return descriptors;
  }

  void setDescriptors(Descriptors next) {
    descriptors = next;
  }

  int status() {
    return status;
  }

  void setStatus(int value) {
    status = value;
  }

  void setLastJob(long pid) {
    lastJob = pid;
  }

  /** Where in its word {@code getopts} goes on; 0 at the beginning of the next. */
  int optionAt() {
    return optionAt;
  }

  void setOptionAt(int index, int at) {
    set("OPTIND", String.valueOf(index));
    optionAt = at;
  }

  boolean option(char letter) {
    return options.contains(letter);
  }

  void setOption(char letter, boolean on) {
    if (on) {
      options.add(letter);
    } else {
      options.remove(letter);
    }
  }

  Optional<Command> function(String functionName) {
    return Optional.ofNullable(functions.get(functionName));
  }

  void define(String functionName, Command body) {
    functions.put(functionName, body);
  }

  void undefine(String functionName) {
    functions.remove(functionName);
  }

  Map<String, String> traps() {
    return traps;
  }

  /** The value of a variable or special parameter, if it is set. */
  Optional<String> get(String variable) {
    if (Names.isName(variable)) {
      return variable.equals("RANDOM") && !exported.contains(variable)
          ? Optional.of(String.valueOf(session.random().nextInt(32768)))
          : Optional.ofNullable(variables.get(variable));
    }
    if (Character.isDigit(variable.charAt(0))) {
      return argument(variable);
    }
    return switch (variable) {
      case "?" -> Optional.of(String.valueOf(status));
      case "#" -> Optional.of(String.valueOf(arguments.size()));
      case "$" -> Optional.of(String.valueOf(pid));
      case "!" -> lastJob == 0 ? Optional.empty() : Optional.of(String.valueOf(lastJob));
      case "-" ->
          Optional.of(options.stream().sorted().map(String::valueOf).reduce("", String::concat));
      case "@" -> joined(" ");
      case "*" -> joined(get("IFS").orElse(" "));
      default -> Optional.empty();
    };
  }

  private Optional<String> joined(String separators) {
    String separator = separators.isEmpty() ? "" : separators.substring(0, 1);
    return arguments.isEmpty() ? Optional.empty() : Optional.of(String.join(separator, arguments));
  }

  private Optional<String> argument(String digits) {
    int index = digits.length() > 6 ? Integer.MAX_VALUE : Integer.parseInt(digits);
    if (index == 0) {
      return Optional.of(name);
    }
    return index <= arguments.size() ? Optional.of(arguments.get(index - 1)) : Optional.empty();
  }

  /** Makes a variable what cannot be changed any more. */
  void protect(String variable) {
    readOnly.add(variable);
  }

  /** The names of those that cannot be changed, sorted. */
  Set<String> readOnly() {
    return readOnly;
  }

  /** The words that stand for others. */
  Map<String, String> aliases() {
    return aliases;
  }

  private void checkWritable(String variable) {
    if (readOnly.contains(variable)) {
      throw new ReadOnlyVariableException(variable);
    }
  }

  void set(String variable, String value) {
    checkWritable(variable);
    variables.put(variable, value);
    if (variable.equals("OPTIND")) {
      optionAt = 0;
    }
    if (option('a')) {
      exported.add(variable);
    }
  }

  void unset(String variable) {
    checkWritable(variable);
    variables.remove(variable);
    exported.remove(variable);
  }

  void export(String variable) {
    exported.add(variable);
  }

  void unexport(String variable) {
    exported.remove(variable);
  }

  boolean isExported(String variable) {
    return exported.contains(variable);
  }

  /** All variables, sorted by name. */
  Map<String, String> variables() {
    return new TreeMap<>(variables);
  }

  /** The variables that programs get. */
  Map<String, String> environment() {
    var environment = new TreeMap<String, String>();
    for (String variable : exported) {
      String value = variables.get(variable);
      if (value != null) {
        environment.put(variable, value);
      }
    }
    return environment;
  }

  void enterFunction() {
    locals.push(new HashMap<>());
  }

  void leaveFunction() {
    locals
        .pop()
        .forEach(
            (variable, before) ->
                before.ifPresentOrElse(value -> set(variable, value), () -> unset(variable)));
  }

  void makeLocal(String variable) {
    if (!locals.isEmpty()) {
      locals.element().putIfAbsent(variable, Optional.ofNullable(variables.get(variable)));
    }
  }

  boolean inFunction() {
    return !locals.isEmpty();
  }
}
