// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.net;

import dev.coracle.api.dns.DnsCode;
import dev.coracle.api.dns.DnsMessage;
import dev.coracle.api.dns.DnsQuestion;
import dev.coracle.api.dns.DnsRecord;
import dev.coracle.api.dns.DnsReverse;
import dev.coracle.api.dns.DnsType;
import dev.coracle.api.net.IpAddress;
import dev.coracle.kubelet.shell.process.Program;
import dev.coracle.kubelet.shell.process.ShellProcess;
import dev.coracle.kubelet.shell.process.UsageException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Programs that ask for names: {@code nslookup} as busybox has it, and {@code getent}. */
final class DnsPrograms {

  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private DnsPrograms() {}

  static void addTo(Map<String, Program> programs) {
    programs.put("nslookup", DnsPrograms::nslookup);
    programs.put("getent", DnsPrograms::getent);
    programs.put("dig", Dig::run);
  }

  /** The names to try for one that may lack its domain. */
  static List<String> candidates(String name, Hosts.Resolver resolver) {
    if (name.endsWith(".")) {
      return List.of(name.substring(0, name.length() - 1));
    }
    var names = new ArrayList<String>();
    resolver.search().forEach(domain -> names.add(name + "." + domain));
    long dots = name.chars().filter(c -> c == '.').count();
    names.add(dots >= resolver.ndots() ? 0 : names.size(), name);
    return names;
  }

  /** {@code 10.0.0.1} as {@code 1.0.0.10.in-addr.arpa}; other names as they are. */
  static String reverse(String name) throws UnknownHostException {
    if (!name.matches("[0-9]+(\\.[0-9]+){3}|.*:.*")) {
      return name;
    }
    return DnsReverse.of(IpAddress.of(InetAddress.getByName(name))).replaceFirst("\\.$", "");
  }

  private static int nslookup(ShellProcess process) throws IOException {
    var operands = new ArrayList<String>();
    var types = new ArrayList<DnsType>();
    for (String argument : process.args()) {
      if (argument.matches("-(type|querytype|q|t)=.*")) {
        types.add(type(argument.replaceFirst(".*=", "")));
      } else if (!argument.startsWith("-")) {
        operands.add(argument);
      }
    }
    if (operands.isEmpty()) {
      throw new UsageException("usage: nslookup [-type=TYPE] HOST [DNS_SERVER]");
    }
    Hosts.Resolver resolver = Hosts.resolver(process);
    String server = operands.size() > 1 ? operands.get(1) : resolver.nameservers().get(0);
    String address = process.session().network().resolve(server).get(0).getHostAddress();
    String reversed = reverse(operands.get(0));
    boolean pointer = !reversed.equals(operands.get(0));
    if (types.isEmpty()) {
      types.addAll(pointer ? List.of(DnsType.PTR) : List.of(DnsType.A, DnsType.AAAA));
    }
    process.print("Server:\t\t" + server + "\nAddress:\t" + address + ":53\n\n");
    List<String> names = pointer ? List.of(reversed) : candidates(operands.get(0), resolver);
    try {
      return lookUp(process, address, operands.get(0), names, types);
    } catch (SocketTimeoutException e) {
      process.println(";; connection timed out; no servers could be reached\n");
      return 1;
    }
  }

  private static DnsType type(String name) throws UsageException {
    return DnsType.of(name)
        .orElseThrow(() -> new UsageException("invalid query type \"" + name + "\""));
  }

  private static int lookUp(
      ShellProcess process, String server, String asked, List<String> names, List<DnsType> types)
      throws IOException {
    DnsClient client = new DnsClient(process, server, 53, false, TIMEOUT);
    String failure = "";
    for (String name : names) {
      var found = new StringBuilder();
      for (DnsType type : types) {
        DnsMessage answer = client.ask(DnsQuestion.of(name, type));
        if (answer.code() != DnsCode.NOERROR.number()) {
          failure = "** server can't find " + name + ": " + new DnsCode(answer.code()) + "\n";
        } else {
          failure = failure.isEmpty() ? "*** Can't find " + asked + ": No answer\n" : failure;
          answer.answers().forEach(one -> found.append(line(one)));
          found.append(answer.answers().isEmpty() ? "" : "\n");
        }
      }
      if (!found.isEmpty()) {
        process.print(found.toString());
        return 0;
      }
    }
    process.println(failure);
    return 1;
  }

  private static String line(DnsRecord answer) {
    String name = answer.name().replaceFirst("\\.$", "");
    String data = answer.data().toString().replaceFirst("\\.$", "");
    return switch (answer.type().name()) {
      case "A", "AAAA" -> "Name:\t" + name + "\nAddress: " + data + "\n";
      case "CNAME" -> name + "\tcanonical name = " + data + "\n";
      case "PTR" -> name + "\tname = " + data + "\n";
      case "SRV" -> name + "\tservice = " + data + "\n";
      case "TXT" -> name + "\ttext = " + data + "\n";
      default -> name + "\t" + answer.type() + " " + data + "\n";
    };
  }

  private static int getent(ShellProcess process) throws IOException {
    List<String> args = process.args();
    if (args.size() < 2) {
      throw new UsageException("wrong number of arguments");
    }
    if (!args.get(0).matches("(a?hosts)(v[46])?")) {
      process.println("Unknown database: " + args.get(0));
      return 1;
    }
    int status = 0;
    for (String name : args.subList(1, args.size())) {
      try {
        List<InetAddress> addresses = process.session().network().resolve(name);
        if (args.get(0).equals("hosts")) {
          addresses = addresses.subList(0, 1);
        }
        for (InetAddress address : addresses) {
          process.println(
              args.get(0).equals("hosts")
                  ? "%-15s %s  %s".formatted(address.getHostAddress(), name, name)
                  : "%-15s STREAM %s".formatted(address.getHostAddress(), name));
        }
      } catch (UnknownHostException e) {
        status = 2;
      }
    }
    return status;
  }
}
