// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.pod;

import dev.coracle.kubelet.spec.ContainerSpec;
import dev.coracle.kubelet.spec.ProbeSpec;
import java.net.Socket;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** Makes the probes of one run of a container. Runs on the node's loop. */
final class Prober {

  static final String USER_AGENT = "kube-probe/1.36";

  private final ContainerOwner pod;
  private final ContainerSpec container;
  private final ContainerRun run;
  private final NetworkHandlers handlers;
  private final StandInProbes standIn;

  Prober(ContainerOwner pod, ContainerSpec container, ContainerRun run) {
    this.pod = pod;
    this.container = container;
    this.run = run;
    this.handlers = pod.handlers(container);
    this.standIn = StandInProbes.of(run, pod.node().options());
  }

  void probe(ProbeSpec spec, Consumer<ProbeResult> done) {
    make(spec, result -> done.accept(standIn.told(result)));
  }

  private void make(ProbeSpec spec, Consumer<ProbeResult> done) {
    String what = spec.type().field() + " of container " + container.name() + " of " + pod.key();
    if (standIn.passes()) {
      done.accept(ProbeResult.success("the stand-in passes its probes"));
      return;
    }
    if (spec.json().has("exec")) {
      exec(spec, what, done);
      return;
    }
    HandlerRun.start(
        pod.node().time(),
        pod.node().loop(),
        pod.serving(),
        what,
        timeout(spec),
        onTimeout(spec),
        action(spec),
        done);
  }

  private Duration timeout(ProbeSpec spec) {
    return pod.node().time().limit(spec.timeout());
  }

  private Function<Consumer<Socket>, ProbeResult> action(ProbeSpec spec) {
    JsonNode json = spec.json();
    Duration timeout = timeout(spec);
    if (json.has("httpGet")) {
      return opened -> handlers.httpGet(json.get("httpGet"), USER_AGENT, timeout, opened);
    }
    if (json.has("tcpSocket")) {
      return opened -> handlers.tcpSocket(json.get("tcpSocket"), timeout, opened);
    }
    return opened -> grpc();
  }

  private ProbeResult grpc() {
    return standIn.isOne()
        ? ProbeResult.failure(standIn.lacks("gRPC health service"))
        : ProbeResult.error("grpc probes are not implemented by Coracle");
  }

  private ProbeResult onTimeout(ProbeSpec spec) {
    if (spec.json().has("httpGet")) {
      return ProbeResult.failure(
          "Get \""
              + handlers.url(spec.json().get("httpGet"))
              + "\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)");
    }
    return ProbeResult.failure("dial tcp: i/o timeout");
  }

  private void exec(ProbeSpec spec, String what, Consumer<ProbeResult> done) {
    CommandHandler.run(pod, run, spec.json().path("exec"), what, timeout(spec), done);
  }
}
