// SPDX-License-Identifier: Apache-2.0

package dev.coracle.samples.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.program.ContainerContext;
import dev.coracle.program.Programs;
import dev.coracle.testing.Cluster;
import dev.coracle.testing.RunningPod;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/**
 * A gRPC client that balances over the Pods of a headless Service by itself: a Service with a
 * cluster IP would bind its one connection to one Pod.
 */
@EnabledForJreRange(min = JRE.JAVA_18, disabledReason = "names of the cluster need JDK 18")
class GrpcRoundRobinTest {

  private static final int PORT = 50051;

  private static final String GREETER =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: greeter}
      spec:
        clusterIP: None
        selector: {app: greeter}
        ports: [{port: 50051}]
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: greeter}
      spec:
        replicas: 3
        selector: {matchLabels: {app: greeter}}
        template:
          metadata: {labels: {app: greeter}}
          spec:
            containers:
            - name: greeter
              image: greeter:1
              ports: [{containerPort: 50051}]
              readinessProbe: {tcpSocket: {port: 50051}, periodSeconds: 1}
      """;

  /** What code generated from a {@code .proto} would hold. */
  private static final MethodDescriptor<String, String> HELLO =
      MethodDescriptor.<String, String>newBuilder()
          .setType(MethodType.UNARY)
          .setFullMethodName(MethodDescriptor.generateFullMethodName("Greeter", "Hello"))
          .setRequestMarshaller(new Utf8())
          .setResponseMarshaller(new Utf8())
          .build();

  // gRPC looks names up on threads that all channels share: they are of no cluster.
  private final Cluster cluster = Cluster.builder().clusterDomain("greeter.test").start();
  private final ManagedChannel channel =
      ManagedChannelBuilder.forTarget("dns:///greeter.default.svc.greeter.test:50051")
          .defaultLoadBalancingPolicy("round_robin")
          .usePlaintext()
          .build();

  @BeforeEach
  void runGreeters() {
    cluster.images().add("greeter:1", Programs.main(GrpcRoundRobinTest::serve));
    cluster.apply(GREETER).awaitReady();
  }

  @AfterEach
  void close() throws InterruptedException {
    channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
    cluster.close();
  }

  @Test
  void calls_areSpreadOverThePodsOfAHeadlessService() {
    cluster.awaitAsserted(c -> assertThat(greeters(6)).hasSize(3).isEqualTo(pods()));
  }

  @Test
  void podsThatAreNew_areCalledOnceAnOldOneHasGone() {
    Set<String> before = greeters(6);

    cluster.rolloutRestart("deployment/greeter");

    cluster.awaitAsserted(
        Duration.ofMinutes(1),
        c ->
            assertThat(greeters(6))
                .hasSize(3)
                .isEqualTo(pods())
                .doesNotContainAnyElementsOf(before));
  }

  private static int serve(ContainerContext pod) throws IOException, InterruptedException {
    pod.serves(PORT);
    Server server =
        NettyServerBuilder.forAddress(
                new InetSocketAddress(InetAddress.getByName(pod.pod().address()), PORT))
            .addService(greeter(pod.pod().name()))
            .build()
            .start();
    pod.closeAtEnd(server::shutdownNow);
    pod.awaitTermination();
    // Clients are told to go away, which makes them look the name up again.
    server.shutdown().awaitTermination(5, TimeUnit.SECONDS);
    return 0;
  }

  private static ServerServiceDefinition greeter(String pod) {
    return ServerServiceDefinition.builder("Greeter")
        .addMethod(
            HELLO,
            ServerCalls.asyncUnaryCall(
                (name, answer) -> {
                  answer.onNext(pod);
                  answer.onCompleted();
                }))
        .build();
  }

  /** The Pods that answer as many calls, one after the other. */
  private Set<String> greeters(int calls) {
    Set<String> pods = new TreeSet<>();
    for (int i = 0; i < calls; i++) {
      CallOptions options =
          CallOptions.DEFAULT.withWaitForReady().withDeadlineAfter(10, TimeUnit.SECONDS);
      pods.add(ClientCalls.blockingUnaryCall(channel, HELLO, options, "world"));
    }
    return pods;
  }

  private Set<String> pods() {
    Set<String> names = new TreeSet<>();
    cluster.pods("deployment/greeter").stream().map(RunningPod::name).forEach(names::add);
    return names;
  }

  /** Texts as messages. */
  private static final class Utf8 implements MethodDescriptor.Marshaller<String> {

    @Override
    public InputStream stream(String text) {
      return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String parse(InputStream bytes) {
      try {
        return new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
