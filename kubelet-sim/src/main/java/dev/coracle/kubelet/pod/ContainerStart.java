// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.pod;

import dev.coracle.api.time.Loop;
import dev.coracle.api.time.Time;
import dev.coracle.kubelet.node.NodeSpec;
import dev.coracle.kubelet.node.PodLink;
import dev.coracle.kubelet.process.ContainerProcess;
import dev.coracle.kubelet.process.ContainerSetup;
import dev.coracle.kubelet.process.ProcessContext;
import dev.coracle.kubelet.spec.Configuration;
import dev.coracle.kubelet.spec.ConfigurationException;
import dev.coracle.kubelet.spec.ContainerSpec;
import dev.coracle.kubelet.spec.Environment;
import dev.coracle.kubelet.spec.Expansion;
import dev.coracle.kubelet.spec.PodFields;
import dev.coracle.kubelet.spec.PodSpec;
import dev.coracle.kubelet.spec.RunAs;
import dev.coracle.kubelet.stream.ContainerStreams;
import dev.coracle.kubelet.stream.LogBuffer;
import dev.coracle.kubelet.thread.CountedThreads;
import dev.coracle.kubelet.volume.PodDns;
import dev.coracle.program.Image;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One start of a container: makes its environment and files and calls its program. Runs on a thread
 * of its own and reports to the loop.
 */
final class ContainerStart implements Runnable {

  private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private final ContainerOwner pod;
  private final Listener listener;
  private final ContainerSpec spec;
  private final Image image;
  private final int number;
  private final Time time;
  private final Loop loop;
  private final PodSpec podSpec;
  private final PodLink link;
  private final ContainerStreams streams;

  /** What a start reports to; called on the loop. */
  interface Listener {

    /** The program's start has returned. */
    void startReturned(ContainerRun run);

    /** The container's configuration is incomplete. */
    void configurationFailed(String message);

    /** The process has ended, possibly before its start has returned. */
    void exited(ContainerProcess process);
  }

  ContainerStart(
      ContainerOwner pod,
      ContainerSpec spec,
      Listener listener,
      Image image,
      LogBuffer log,
      int number) {
    this.pod = pod;
    this.spec = spec;
    this.listener = listener;
    this.image = image;
    this.number = number;
    this.time = pod.node().time();
    this.loop = pod.node().loop();
    this.podSpec = pod.spec();
    this.link = pod.link().orElseThrow();
    this.streams = new ContainerStreams(spec, log);
  }

  @Override
  public void run() {
    try {
      begin(setup());
    } catch (ConfigurationException e) {
      loop.execute(() -> listener.configurationFailed(String.valueOf(e.getMessage())));
    }
  }

  private void begin(ContainerSetup setup) {
    String name = pod.key() + " " + spec.name();
    CountedThreads threads =
        CountedThreads.patient(time, loop, "container " + spec.name() + " of " + pod.key());
    ContainerProcess process =
        new ContainerProcess(
            time, name, threads, setup.link(), ended -> loop.execute(() -> listener.exited(ended)));
    ProcessContext context = new ProcessContext(setup, process);
    streams.onInterrupt(process::interrupt);
    String id = RuntimeText.container(podSpec.object().uid(), spec.name(), number);
    ContainerRun made = new ContainerRun(process, context, streams, image, time.now(), id);
    process.start(image.program(), context);
    loop.execute(() -> listener.startReturned(made));
  }

  private ContainerSetup setup() {
    RunAs user = RunAs.of(podSpec, spec);
    Environment.Variables variables = environment();
    Map<String, String> own = variables.all();
    String hostname = podSpec.hostname(pod.node().options().clusterDomain());
    Map<String, String> env = new LinkedHashMap<>();
    env.put("PATH", PATH);
    env.put("HOSTNAME", hostname);
    if (spec.tty()) {
      env.put("TERM", "xterm");
    }
    env.putAll(image.env());
    env.putAll(own);
    // Who has no entry in the image's /etc/passwd lives at the root.
    env.putIfAbsent("HOME", user.isRoot() ? "/root" : "/");
    return new ContainerSetup(
        pod.info(),
        spec,
        hostname,
        user,
        expanded(spec.command(), own),
        expanded(spec.args(), own),
        env,
        variables.declared(),
        pod.files(spec, image, env),
        link,
        PodDns.of(podSpec, pod.node().options()).nameservers(),
        time,
        pod.serving(),
        pod::override,
        streams.ofProgram(),
        (reason, message) -> loop.execute(() -> pod.warning(spec, reason, message)));
  }

  private Environment.Variables environment() {
    NodeSpec node = pod.node().node();
    PodFields fields =
        new PodFields(podSpec, link.addresses(), node.addresses(), node.allocatable());
    Configuration configuration =
        new Configuration(pod.node().client(), podSpec.object().namespace());
    return Environment.of(spec, fields, configuration);
  }

  private static List<String> expanded(List<String> words, Map<String, String> env) {
    return words.stream()
        .map(word -> Expansion.expand(word, name -> Optional.ofNullable(env.get(name))))
        .toList();
  }
}
