// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.net;

import dev.coracle.kubelet.shell.process.Program;
import dev.coracle.kubelet.shell.process.ShellProcess;
import dev.coracle.kubelet.shell.process.ShellSession;
import java.io.IOException;
import java.util.Map;

/** Programs that use the Pod's network, or describe it. */
public final class NetworkPrograms {

  private NetworkPrograms() {}

  public static void addTo(Map<String, Program> programs) {
    programs.put("curl", Curl::run);
    programs.put("wget", Wget::run);
    programs.put("nc", Netcat::run);
    programs.put("ss", NetworkPrograms::ss);
    programs.put("ip", NetworkPrograms::ip);
    programs.put("lsmod", NetworkPrograms::lsmod);
    DnsPrograms.addTo(programs);
  }

  // Sockets are not counted: a Pod that asks sees none.
  private static int ss(ShellProcess process) throws IOException {
    process.println("Netid State Recv-Q Send-Q Local Address:Port Peer Address:Port Process");
    return 0;
  }

  private static int ip(ShellProcess process) throws IOException {
    ShellSession session = process.session();
    String address = session.network().resolve(session.hostname()).get(0).getHostAddress();
    process.println("1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 state UNKNOWN");
    process.println("2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 state UP");
    boolean addresses = process.args().stream().anyMatch(argument -> argument.startsWith("a"));
    if (addresses) {
      process.println("    inet " + address + "/32 scope global eth0");
    }
    return 0;
  }

  private static int lsmod(ShellProcess process) throws IOException {
    process.println("Module                  Size  Used by");
    return 0;
  }
}
