// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.net;

import dev.coracle.api.dns.DnsCode;
import dev.coracle.api.dns.DnsMessage;
import dev.coracle.api.dns.DnsQuestion;
import dev.coracle.api.dns.DnsRecord;
import dev.coracle.api.dns.DnsType;
import dev.coracle.kubelet.shell.process.Options;
import dev.coracle.kubelet.shell.process.ShellProcess;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The program {@code dig}. */
final class Dig {

  private final ShellProcess process;
  private final Set<String> flags = new HashSet<>(Set.of("comments", "question", "answer", "cmd"));
  private final List<String> names = new ArrayList<>();
  private String server = "";
  private DnsType type = DnsType.A;
  private int port = 53;
  private Duration timeout = Duration.ofSeconds(5);

  private Dig(ShellProcess process) {
    this.process = process;
  }

  static int run(ShellProcess process) throws IOException {
    var dig = new Dig(process);
    dig.read();
    Hosts.Resolver resolver = Hosts.resolver(process);
    String address =
        dig.server.isEmpty()
            ? resolver.nameservers().get(0)
            : process.session().network().resolve(dig.server).get(0).getHostAddress();
    int status = 0;
    for (String name : dig.names.isEmpty() ? List.of(".") : dig.names) {
      status = dig.ask(name, address, resolver);
    }
    return status;
  }

  private void read() throws IOException {
    List<String> args = process.args();
    for (int i = 0; i < args.size(); i++) {
      String argument = args.get(i);
      boolean valued = argument.matches("-[pxtqc]") && i + 1 < args.size();
      String upper = argument.toUpperCase(Locale.ROOT);
      if (argument.startsWith("+")) {
        flag(argument.substring(1));
      } else if (argument.startsWith("@")) {
        server = argument.substring(1);
      } else if (valued) {
        option(argument.charAt(1), args.get(++i));
      } else if (DnsType.of(upper).isPresent()) {
        type = DnsType.of(upper).get();
      } else if (!argument.startsWith("-") && !upper.equals("IN")) {
        names.add(argument);
      }
    }
  }

  private void option(char letter, String value) throws IOException {
    switch (letter) {
      case 'p' -> port = Options.number(value);
      case 't' -> type(value);
      case 'q' -> names.add(value);
      case 'x' -> {
        names.add(DnsPrograms.reverse(value));
        type = DnsType.PTR;
      }
      default -> {
        // The class is always IN.
      }
    }
  }

  private void type(String name) throws IOException {
    Optional<DnsType> known = DnsType.of(name);
    if (known.isEmpty()) {
      process.print(";; Warning, ignoring invalid type " + name + "\n");
    }
    type = known.orElse(type);
  }

  private void flag(String flag) throws IOException {
    if (flag.matches("(time|timeout)=[0-9]+")) {
      timeout = Duration.ofSeconds(Options.number(flag.replaceFirst(".*=", "")));
    } else if (flag.equals("noall")) {
      flags.removeAll(Set.of("comments", "question", "answer", "cmd"));
    } else if (flag.startsWith("no")) {
      flags.remove(flag.substring(2));
    } else {
      flags.add(flag);
    }
  }

  private int ask(String name, String address, Hosts.Resolver resolver) throws IOException {
    List<String> candidates =
        flags.contains("search")
            ? DnsPrograms.candidates(name, resolver)
            : List.of(name.replaceFirst("\\.$", ""));
    DnsClient client = new DnsClient(process, address, port, flags.contains("tcp"), timeout);
    for (int i = 0; i < candidates.size(); i++) {
      try {
        DnsMessage answer = client.ask(DnsQuestion.of(candidates.get(i), type));
        if (!answer.answers().isEmpty() || i == candidates.size() - 1) {
          print(candidates.get(i), address, answer);
          return 0;
        }
      } catch (SocketTimeoutException e) {
        process.print(";; communications error to " + address + "#" + port + ": timed out\n");
        process.print(";; no servers could be reached\n");
        return 9;
      } catch (java.net.ConnectException e) {
        process.print(
            ";; Connection to "
                + address
                + "#"
                + port
                + " failed: connection refused.\n"
                + ";; no servers could be reached\n");
        return 9;
      }
    }
    return 0;
  }

  private void print(String name, String address, DnsMessage answer) throws IOException {
    if (flags.contains("short")) {
      for (DnsRecord one : answer.answers()) {
        process.println(one.data().toString());
      }
      return;
    }
    var out = new StringBuilder();
    if (flags.contains("comments")) {
      out.append("\n; <<>> DiG 9.18.32 <<>> ").append(String.join(" ", process.args()));
      out.append(
          "\n;; global options: +cmd\n;; Got answer:\n;; ->>HEADER<<- opcode: QUERY, status: ");
      out.append(new DnsCode(answer.code())).append(", id: ").append(answer.id());
      out.append("\n;; flags: qr")
          .append(answer.has(DnsMessage.AUTHORITATIVE) ? " aa" : "")
          .append(" rd");
      out.append(answer.has(DnsMessage.RECURSION_AVAILABLE) ? " ra" : "");
      out.append("; QUERY: 1, ANSWER: ").append(answer.answers().size());
      out.append(", AUTHORITY: ").append(answer.authority().size());
      out.append(", ADDITIONAL: 0\n\n");
    }
    if (flags.contains("question")) {
      out.append(";; QUESTION SECTION:\n;").append(name).append(".\t\tIN\t").append(type);
      out.append("\n\n");
    }
    if (flags.contains("answer") && !answer.answers().isEmpty()) {
      out.append(flags.contains("comments") ? ";; ANSWER SECTION:\n" : "");
      answer
          .answers()
          .forEach(
              one ->
                  out.append(one.name())
                      .append('\t')
                      .append(one.ttl())
                      .append("\tIN\t")
                      .append(one.type())
                      .append('\t')
                      .append(one.data())
                      .append('\n'));
      out.append(flags.contains("comments") ? "\n" : "");
    }
    if (flags.contains("comments")) {
      out.append(";; Query time: 0 msec\n;; SERVER: ").append(address).append('#').append(port);
      out.append('(').append(address).append(") (").append(flags.contains("tcp") ? "TCP" : "UDP");
      out.append(")\n\n");
    }
    process.print(out.toString());
  }
}
