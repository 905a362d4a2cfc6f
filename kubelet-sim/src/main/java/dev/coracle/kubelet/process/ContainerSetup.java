// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.process;

import dev.coracle.api.time.Time;
import dev.coracle.kubelet.files.ContainerFiles;
import dev.coracle.kubelet.node.PodLink;
import dev.coracle.kubelet.spec.ContainerSpec;
import dev.coracle.kubelet.spec.RunAs;
import dev.coracle.kubelet.stream.StandardStreams;
import dev.coracle.kubelet.thread.CountedThreads;
import dev.coracle.program.HttpHandler;
import dev.coracle.program.PodInfo;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/** Everything that is decided about a container before it is started. */
public record ContainerSetup(
    PodInfo pod,
    ContainerSpec spec,
    String hostname,
    RunAs user,
    List<String> command,
    List<String> args,
    Map<String, String> env,
    Set<String> declared,
    ContainerFiles files,
    PodLink link,
    List<String> nameservers,
    Time time,
    CountedThreads serving,
    Supplier<Optional<HttpHandler>> override,
    StandardStreams streams,
    BiConsumer<String, String> warnings) {

  public ContainerSetup {
    command = List.copyOf(command);
    args = List.copyOf(args);
    nameservers = List.copyOf(nameservers);
    env = Map.copyOf(env);
    declared = Set.copyOf(declared);
  }

  /** The same container with another command and other streams, as exec runs them. */
  ContainerSetup running(
      List<String> otherCommand, List<String> otherArgs, StandardStreams others) {
    return new ContainerSetup(
        pod,
        spec,
        hostname,
        user,
        otherCommand,
        otherArgs,
        env,
        declared,
        files,
        link,
        nameservers,
        time,
        serving,
        override,
        others,
        warnings);
  }
}
