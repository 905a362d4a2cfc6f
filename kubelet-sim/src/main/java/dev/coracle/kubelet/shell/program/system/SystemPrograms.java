// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.system;

import dev.coracle.kubelet.shell.process.Errno;
import dev.coracle.kubelet.shell.process.Executables;
import dev.coracle.kubelet.shell.process.Options;
import dev.coracle.kubelet.shell.process.Program;
import dev.coracle.kubelet.shell.process.ShellProcess;
import dev.coracle.kubelet.shell.process.ShellUser;
import dev.coracle.kubelet.shell.process.Signals;
import dev.coracle.kubelet.shell.process.UsageException;
import dev.coracle.kubelet.shell.program.net.Hosts;
import dev.coracle.kubelet.shell.syntax.DateFormat;
import dev.coracle.kubelet.shell.syntax.DateText;
import dev.coracle.kubelet.shell.syntax.TestException;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Programs about the process, the user, the machine and the time. */
public final class SystemPrograms {

  private SystemPrograms() {}

  /** Adds each by its name. */
  public static void addTo(Map<String, Program> programs) {
    programs.put("env", SystemPrograms::env);
    programs.put("printenv", SystemPrograms::printenv);
    programs.put("sleep", SystemPrograms::sleep);
    programs.put("usleep", SystemPrograms::usleep);
    programs.put("timeout", SystemPrograms::timeout);
    programs.put("date", SystemPrograms::date);
    programs.put("hostname", SystemPrograms::hostname);
    programs.put("id", SystemPrograms::id);
    programs.put("whoami", SystemPrograms::whoami);
    programs.put("uname", SystemPrograms::uname);
    programs.put("which", SystemPrograms::which);
    programs.put("pwd", process -> line(process, process.directory().toString()));
    programs.put("ps", SystemPrograms::ps);
    programs.put("arch", process -> line(process, "x86_64"));
    programs.put("factor", Factor::run);
    programs.put("getopt", GetOpt::run);
    programs.put("nproc", process -> line(process, "2"));
    programs.put("sync", process -> 0);
    programs.put("tty", SystemPrograms::tty);
    programs.put("clear", process -> 0);
    programs.put("xargs", Xargs::run);
    PrintPrograms.addTo(programs);
  }

  private static int tty(ShellProcess process) throws IOException {
    boolean terminal = process.isTerminal(0);
    process.println(terminal ? "/dev/pts/0" : "not a tty");
    return terminal ? 0 : 1;
  }

  private static int line(ShellProcess process, String text) throws IOException {
    process.println(text);
    return 0;
  }

  private static int env(ShellProcess process) throws IOException {
    var environment = new TreeMap<>(process.env());
    List<String> args = process.args();
    int i = 0;
    while (i < args.size() && (args.get(i).startsWith("-") || args.get(i).contains("="))) {
      String argument = args.get(i++);
      if (argument.equals("-i") || argument.equals("-")) {
        environment.clear();
      } else if (argument.equals("-u") && i < args.size()) {
        environment.remove(args.get(i++));
      } else if (argument.contains("=")) {
        environment.put(argument.split("=", 2)[0], argument.split("=", 2)[1]);
      }
    }
    if (i < args.size()) {
      return runOther(process.with(args.subList(i, args.size()), environment));
    }
    var out = new StringBuilder();
    environment.forEach((name, value) -> out.append(name).append('=').append(value).append('\n'));
    process.print(out.toString());
    return 0;
  }

  private static int runOther(ShellProcess process) throws IOException {
    String path = process.env().getOrDefault("PATH", Executables.DEFAULT_PATH);
    var program = Executables.find(process.session(), process.directory(), path, process.name());
    if (program.isEmpty()) {
      process.printError("env: can't execute '" + process.name() + "': " + Errno.NO_ENTRY + "\n");
      return 127;
    }
    return process.execute(program.get());
  }

  private static int printenv(ShellProcess process) throws IOException {
    if (process.args().isEmpty()) {
      return env(process);
    }
    int status = 0;
    for (String name : process.args()) {
      String value = process.env().get(name);
      if (value == null) {
        status = 1;
      } else {
        process.println(value);
      }
    }
    return status;
  }

  private static int sleep(ShellProcess process) throws IOException, InterruptedException {
    Duration total = Duration.ZERO;
    if (process.args().isEmpty()) {
      throw new UsageException("missing operand");
    }
    for (String argument : process.args()) {
      total = total.plus(Options.duration(argument));
    }
    process.session().time().sleep(total);
    return 0;
  }

  private static int usleep(ShellProcess process) throws IOException, InterruptedException {
    long micros = Options.number(PrintPrograms.first(process));
    process.session().time().sleep(Duration.ofNanos(micros * 1000));
    return 0;
  }

  private static int timeout(ShellProcess process) throws IOException {
    List<String> args = new ArrayList<>(process.args());
    int signal = 15;
    while (!args.isEmpty() && args.get(0).startsWith("-")) {
      String option = args.remove(0);
      if (option.equals("-s") || option.equals("-k")) {
        String value = args.remove(0);
        signal = option.equals("-s") ? Signals.number(value) : signal;
      }
    }
    if (args.size() < 2) {
      throw new UsageException("missing operand");
    }
    Duration limit = Options.duration(args.get(0));
    return new Timeout(process.with(args.subList(1, args.size()), process.env()))
        .run(limit, signal);
  }

  private static int date(ShellProcess process) throws IOException {
    Options options =
        Options.parse(
            process.args().stream().map(one -> one.replaceFirst("^(-u?I)[a-z]+$", "$1")).toList(),
            "uRId:s:r:D:",
            Map.of("utc", 'u', "date", 'd', "reference", 'r', "rfc-2822", 'R', "set", 's'));
    if (options.has('s')) {
      process.error("can't set date: Operation not permitted");
      return 1;
    }
    Instant instant = process.session().time().now();
    if (options.has('d')) {
      try {
        instant = DateText.parse(options.value('d').orElseThrow(), instant);
      } catch (TestException e) {
        throw new UsageException(Errno.text(e));
      }
    } else if (options.has('r')) {
      String file = options.value('r').orElseThrow();
      instant = Files.getLastModifiedTime(process.path(file)).toInstant();
    }
    String format = options.operands().stream().findFirst().orElse(defaultFormat(process.args()));
    if (!format.startsWith("+")) {
      throw new UsageException("invalid date '" + format + "'");
    }
    return line(process, DateFormat.format(instant, format.substring(1)));
  }

  private static String defaultFormat(List<String> args) {
    for (String argument : args) {
      if (argument.matches("-u?R|--rfc-2822")) {
        return "+%a, %d %b %Y %H:%M:%S %z";
      }
      if (argument.matches("-u?I(date)?")) {
        return "+%Y-%m-%d";
      }
      if (argument.matches("-u?I(seconds|hours|minutes)")) {
        String detail =
            argument.endsWith("hours") ? "%H" : argument.endsWith("minutes") ? "%H:%M" : "%T";
        return "+%Y-%m-%dT" + detail + "+00:00";
      }
    }
    return "+%a %b %e %H:%M:%S UTC %Y";
  }

  private static int hostname(ShellProcess process) throws IOException {
    Options options = Options.parse(process.args(), "fsidI");
    String hostname = process.session().hostname();
    if (options.has('i') || options.has('I')) {
      return line(process, process.session().network().resolve(hostname).get(0).getHostAddress());
    }
    if (options.has('f')) {
      return line(process, Hosts.qualified(process, hostname));
    }
    return line(process, hostname);
  }

  private static int id(ShellProcess process) throws IOException {
    Options options = Options.parse(process.args(), "ugGnr");
    ShellUser user = process.session().user();
    if (options.has('u')) {
      return line(process, options.has('n') ? user.name() : String.valueOf(user.uid()));
    }
    if (options.has('g')) {
      return line(process, options.has('n') ? user.group() : String.valueOf(user.gid()));
    }
    var groups = new ArrayList<>(List.of(user.gid()));
    user.supplementalGroups().stream().filter(id -> id != user.gid()).forEach(groups::add);
    if (options.has('G')) {
      return line(process, String.join(" ", groups.stream().map(String::valueOf).toList()));
    }
    String listing = String.join(",", groups.stream().map(SystemPrograms::named).toList());
    String uid = user.uid() + (user.name().matches("[0-9]*") ? "" : "(" + user.name() + ")");
    return line(process, "uid=%s gid=%s groups=%s".formatted(uid, named(user.gid()), listing));
  }

  private static String named(long gid) {
    return gid == 0 ? "0(root)" : String.valueOf(gid);
  }

  private static int whoami(ShellProcess process) throws IOException {
    ShellUser user = process.session().user();
    if (user.name().matches("[0-9]*")) {
      process.error("unknown uid " + user.uid());
      return 1;
    }
    return line(process, user.name());
  }

  private static int uname(ShellProcess process) throws IOException {
    Options options = Options.parse(process.args(), "asnrvmpio");
    if (options.has('a')) {
      return line(
          process, "Linux " + process.session().hostname() + " 6.6.0 #1 SMP x86_64 GNU/Linux");
    }
    var words = new ArrayList<String>();
    boolean none = process.args().isEmpty();
    Map<Character, String> values =
        Map.of(
            's',
            "Linux",
            'n',
            process.session().hostname(),
            'r',
            "6.6.0",
            'v',
            "#1 SMP",
            'm',
            "x86_64",
            'o',
            "GNU/Linux");
    for (int at = 0; at < "snrvmo".length(); at++) {
      char letter = "snrvmo".charAt(at);
      if (options.has(letter) || (none && letter == 's')) {
        words.add(values.getOrDefault(letter, ""));
      }
    }
    return line(process, String.join(" ", words));
  }

  private static int which(ShellProcess process) throws IOException {
    int status = 0;
    String path = process.env().getOrDefault("PATH", Executables.DEFAULT_PATH);
    for (String name : process.args()) {
      var place = Executables.locate(process.session(), process.directory(), path, name);
      if (place.isPresent()) {
        process.println(place.get());
      } else {
        status = 1;
      }
    }
    return status;
  }

  private static int ps(ShellProcess process) throws IOException {
    process.println("PID   USER     TIME  COMMAND");
    process.println(
        "%5d %-8s  0:00 %s"
            .formatted(process.session().pid(), process.session().user().name(), "sh"));
    return 0;
  }
}
