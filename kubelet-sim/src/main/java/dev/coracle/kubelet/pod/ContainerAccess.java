// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.pod;

import dev.coracle.api.ApiException;
import dev.coracle.api.KubeObject;
import dev.coracle.api.NodeConnection.ExecOptions;
import dev.coracle.api.NodeConnection.LogOptions;
import dev.coracle.api.NodeConnection.Streams;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.time.Loop;
import dev.coracle.api.time.Time;
import dev.coracle.kubelet.node.PodLink;
import dev.coracle.kubelet.process.ContainerExec;
import dev.coracle.kubelet.stream.Attachment;
import dev.coracle.kubelet.stream.ContainerStreams;
import dev.coracle.kubelet.stream.ExecStreams;
import dev.coracle.kubelet.stream.InputPump;
import dev.coracle.kubelet.stream.LogBuffer;
import dev.coracle.kubelet.stream.LogReader;
import dev.coracle.kubelet.thread.CountedThreads;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** The way into the containers of one Pod, from threads of requests. */
public final class ContainerAccess {

  private final Time time;
  private final Loop loop;
  private final Function<ObjectKey, Optional<PodWorker>> workers;
  private final KubeObject pod;

  /**
   * The way into a Pod.
   *
   * @param loop its node's
   * @param workers those of the node; asked on the loop
   */
  public ContainerAccess(
      Time time, Loop loop, Function<ObjectKey, Optional<PodWorker>> workers, KubeObject pod) {
    this.time = time;
    this.loop = loop;
    this.workers = workers;
    this.pod = pod;
  }

  public void logs(LogOptions wanted, OutputStream to) throws IOException, InterruptedException {
    LogBuffer log = onLoop(worker -> log(worker, wanted));
    new LogReader(log, wanted).copy(to);
  }

  private LogBuffer log(PodWorker worker, LogOptions wanted) {
    ContainerRunner container = container(worker, wanted.container());
    String name = container.spec().name();
    if (wanted.previous()) {
      return container
          .previousLog()
          .orElseThrow(
              () ->
                  ApiException.badRequest(
                      "previous terminated container \"%s\" in pod \"%s\" not found"
                          .formatted(name, pod.name())));
    }
    if (container.run().isEmpty()
        && container.state() instanceof ContainerState.Waiting waiting
        && container.status().containerId().isEmpty()) {
      throw ApiException.badRequest(
          "container \"%s\" in pod \"%s\" is waiting to start: %s"
              .formatted(name, pod.name(), waiting(waiting)));
    }
    return container.log();
  }

  private static String waiting(ContainerState.Waiting waiting) {
    return switch (waiting.reason()) {
      case "ErrImagePull", "ImagePullBackOff" -> "trying and failing to pull image";
      case "InvalidImageName" -> "image name is invalid";
      default -> waiting.reason();
    };
  }

  public int exec(ExecOptions wanted, Streams streams) throws InterruptedException {
    ContainerRun run = onLoop(worker -> running(worker, wanted.container()));
    String what = "exec in " + pod.key();
    CountedThreads threads = new CountedThreads(time, loop, what);
    ContainerExec exec = new ContainerExec(run.context, run.image.executables(), threads);
    int[] code = {0};
    threads.enter();
    try (ExecStreams own = ExecStreams.of(time, what, wanted, streams, exec::interrupt)) {
      threads.run(() -> code[0] = exec.run(wanted.command(), own));
      return code[0];
    } catch (ContainerExec.NoSuchProgram e) {
      throw ApiException.internal(
          "error executing command in container: failed to exec in container: failed to start exec:"
              + " OCI runtime exec failed: exec failed: unable to start container process: "
              + e.getMessage());
    } finally {
      exec.kill();
      threads.leave();
    }
  }

  /**
   * Streams what the program writes, and hands it what the client sends, until the program ends or
   * the client leaves.
   */
  public void attach(ExecOptions wanted, Streams client) throws IOException, InterruptedException {
    ContainerStreams streams = onLoop(worker -> attachable(worker, wanted.container()));
    Attachment attachment = streams.attach();
    Optional<InputPump> pump = Optional.empty();
    if (wanted.stdin() && streams.takesInput()) {
      Runnable atEnd = streams.endsInputWithClient() ? streams::endInput : attachment::end;
      String what = "attach to " + pod.key();
      pump = Optional.of(InputPump.start(time, what, client.stdin(), streams::send, atEnd));
    }
    try {
      copy(attachment, client);
    } finally {
      streams.detach(attachment);
      pump.ifPresent(sending -> end(sending, streams));
    }
  }

  /**
   * Connects to a port of the Pod from within its network, as a container runtime does.
   *
   * @see <a
   *     href="https://github.com/containerd/containerd/blob/v2.1.0/internal/cri/server/sandbox_portforward_linux.go">
   *     portForward</a>
   */
  public Socket forward(int port, Duration timeout) throws IOException, InterruptedException {
    PodLink link =
        onLoop(PodWorker::link)
            .orElseThrow(
                () ->
                    new IOException(
                        "failed to find sandbox \"%s\" in store: not found".formatted(pod.uid())));
    try {
      return link.connect("localhost", port, timeout);
    } catch (IOException e) {
      throw new IOException(notForwarded(port, e), e);
    }
  }

  private String notForwarded(int port, IOException cause) {
    String why = cause instanceof ConnectException ? "connection refused" : cause.getMessage();
    boolean host = pod.at("spec", "hostNetwork").asBoolean(false);
    return ("failed to execute portforward in network namespace \"%s\": failed to connect to"
            + " localhost:%d inside namespace \"%s\", IPv4: dial tcp4 127.0.0.1:%d: connect: %s"
            + " IPv6 dial tcp6 [::1]:%d: connect: %s ")
        .formatted(
            host ? "host" : "/var/run/netns/cni-" + pod.uid(),
            port,
            pod.uid(),
            port,
            why,
            port,
            why);
  }

  private static void end(InputPump sending, ContainerStreams streams) {
    sending.close();
    if (streams.endsInputWithClient()) {
      streams.endInput();
    }
  }

  private static void copy(Attachment attachment, Streams client)
      throws IOException, InterruptedException {
    Optional<Attachment.Chunk> chunk = attachment.next();
    while (chunk.isPresent()) {
      OutputStream to = chunk.get().stderr() ? client.stderr() : client.stdout();
      to.write(chunk.get().bytes());
      to.flush();
      chunk = attachment.next();
    }
  }

  private ContainerStreams attachable(PodWorker worker, String name) {
    return container(worker, name)
        .streams()
        .filter(ContainerStreams::canBeAttached)
        .orElseGet(() -> running(worker, name).streams);
  }

  private ContainerRun running(PodWorker worker, String name) {
    ContainerRunner container = container(worker, name);
    return container
        .run()
        .orElseThrow(
            () ->
                ApiException.internal(
                    "unable to upgrade connection: container not found (\"%s\")"
                        .formatted(container.spec().name())));
  }

  private ContainerRunner container(PodWorker worker, String name) {
    String wanted = name.isEmpty() ? worker.spec().containers().get(0).name() : name;
    return worker
        .container(wanted)
        .orElseThrow(
            () ->
                ApiException.badRequest(
                    "container %s is not valid for pod %s".formatted(wanted, pod.name())));
  }

  /** Asks on the node's loop and waits for the answer. */
  private <T> T onLoop(Function<PodWorker, T> question) throws InterruptedException {
    return loop.ask(() -> question.apply(worker()));
  }

  private PodWorker worker() {
    return workers
        .apply(pod.key())
        .orElseThrow(
            () ->
                ApiException.of(
                    404, "NotFound", "pods \"%s\" not found on node".formatted(pod.name())));
  }
}
