// SPDX-License-Identifier: Apache-2.0

package dev.coracle.program;

import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The start of a process for a container: its environment, and what it is told of the network. */
final class ProcessLaunch {

  /** By which the processes of a container are known, whoever has become their parent. */
  private static final String MARK = "CORACLE_CONTAINER";

  /** What programs need of the machine that they run on. */
  private static final Set<String> OF_THE_MACHINE =
      Set.of(
          "PATH",
          "HOME",
          "USER",
          "LANG",
          "LC_ALL",
          "LC_CTYPE",
          "TZ",
          "TMPDIR",
          "JAVA_HOME",
          // Without these hardly anything starts on Windows.
          "SystemRoot",
          "SYSTEMROOT",
          "ComSpec",
          "PATHEXT",
          "TEMP",
          "TMP",
          "USERPROFILE");

  private static final String DIRECT = "localhost,127.0.0.1,::1";
  private static final String DIRECT_OF_JAVA = "localhost|127.0.0.1|[::1]";

  private final ContainerContext context;
  private final Map<String, String> env = new LinkedHashMap<>();
  private final List<String> javaOptions = new ArrayList<>();
  private final String mark;

  /** A process, and the entry of its environment that its descendants have too. */
  record Started(Process process, String mark) {}

  ProcessLaunch(ContainerContext context, Map<String, String> variables) {
    this.context = context;
    System.getenv().forEach(this::putOfTheMachine);
    context.env().forEach(this::putOfTheContainer);
    env.putAll(variables);
    this.mark = MARK + "=" + mark(context);
    env.put(MARK, mark(context));
  }

  /** Another value for each run of each container. */
  private static String mark(ContainerContext context) {
    return context.pod().uid()
        + "/"
        + context.container()
        + "/"
        + Integer.toHexString(System.identityHashCode(context));
  }

  private void putOfTheMachine(String name, String value) {
    if (OF_THE_MACHINE.contains(name)) {
      env.put(name, value);
    }
  }

  /** The runtime's own path and home lead nowhere on this machine. */
  private void putOfTheContainer(String name, String value) {
    boolean ofTheRuntime = name.equals("PATH") || name.equals("HOME");
    if (!ofTheRuntime || context.declaredEnv().contains(name)) {
      env.put(name, context.onMachine(value));
    }
  }

  /** Tells of the Pod's proxy, in every way that programs are known to ask for. */
  void tellNames() throws IOException {
    InetSocketAddress proxy = context.proxyAddress();
    String at = proxy.getAddress().getHostAddress() + ":" + proxy.getPort();
    for (String name : List.of("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY")) {
      env.putIfAbsent(name, "http://" + at);
    }
    for (String name : List.of("all_proxy", "ALL_PROXY")) {
      env.putIfAbsent(name, "socks5h://" + at);
    }
    for (String name : List.of("no_proxy", "NO_PROXY")) {
      env.putIfAbsent(name, DIRECT);
    }
    tellJava(proxy);
  }

  private void tellJava(InetSocketAddress proxy) throws IOException {
    for (String scheme : List.of("http", "https")) {
      property(scheme + ".proxyHost", proxy.getAddress().getHostAddress());
      property(scheme + ".proxyPort", String.valueOf(proxy.getPort()));
    }
    property("http.nonProxyHosts", DIRECT_OF_JAVA);
    property("socksProxyHost", proxy.getAddress().getHostAddress());
    property("socksProxyPort", String.valueOf(proxy.getPort()));
    property("socksNonProxyHosts", DIRECT_OF_JAVA);
    Optional<Path> hosts = context.hostsFile();
    if (hosts.isPresent()) {
      property("jdk.net.hosts.file", hosts.get().toString());
      // A Service may come after the first look-up of its name.
      property("sun.net.inetaddr.ttl", "0");
      property("sun.net.inetaddr.negative.ttl", "0");
      // Vert.x, and so Quarkus, asks the machine's name servers by itself.
      property("vertx.disableDnsResolver", "true");
    }
  }

  private void property(String name, String value) {
    javaOptions.add("-D" + name + "=" + value);
  }

  /** Starts the process. A {@code java} without a directory is the one that runs this JVM. */
  Started start(List<String> command, Optional<Path> directory) throws IOException {
    List<String> words = new ArrayList<>(command);
    if (isJava(words.get(0))) {
      words.addAll(1, javaOptions);
    } else if (!javaOptions.isEmpty()) {
      // A script may start a JVM. It says so on its standard error, which arguments do not.
      env.merge(
          "JAVA_TOOL_OPTIONS", String.join(" ", javaOptions), (others, own) -> own + " " + others);
    }
    if (words.get(0).equals("java")) {
      words.set(0, Path.of(System.getProperty("java.home"), "bin", "java").toString());
    }
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.environment().clear();
    builder.environment().putAll(env);
    directory.map(Path::toFile).ifPresent(builder::directory);
    try {
      return new Started(builder.start(), mark);
    } catch (IOException e) {
      throw new IOException(
          "process: "
              + words.get(0)
              + " (expected: a program on the path of this machine, or an absolute path, and a"
              + " working directory that exists)",
          e);
    }
  }

  private static boolean isJava(String program) {
    String name = new File(program).getName();
    return name.equals("java") || name.equals("java.exe");
  }
}
