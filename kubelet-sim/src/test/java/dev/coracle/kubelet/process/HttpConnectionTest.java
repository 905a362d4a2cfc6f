// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.process;

import static dev.coracle.program.Programs.text;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.kubelet.KubeletTester;
import dev.coracle.program.ContainerContext;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How a kept connection ends when its server is asked to stop, by the clock of its event loop. */
class HttpConnectionTest {

  private static final String REQUEST = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

  private final KubeletTester node = new KubeletTester();
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final AtomicBoolean drained = new AtomicBoolean();
  private NettyHttpServer server;

  @BeforeEach
  void start() {
    AtomicReference<ContainerContext> container = new AtomicReference<>();
    node.images.add("web:1", container::set);
    node.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: web}
        spec: {containers: [{name: web, image: web:1}]}
        """);
    server = new NettyHttpServer((ProcessContext) container.get(), request -> text("hello"), true);
    channel.freezeTime();
    server.accept(channel, 8080);
  }

  @AfterEach
  void close() {
    channel.close();
    node.close();
  }

  private String exchange() {
    return exchange(channel);
  }

  private static String exchange(EmbeddedChannel channel) {
    channel.writeInbound(Unpooled.copiedBuffer(REQUEST, US_ASCII));
    channel.runPendingTasks();
    StringBuilder answer = new StringBuilder();
    for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
      answer.append(part.toString(US_ASCII));
      part.release();
    }
    return answer.toString();
  }

  private void drain() {
    server.drain(() -> drained.set(true));
    channel.runPendingTasks();
  }

  private void pass(long millis) {
    channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
  }

  @Test
  void requestThatCrossesTheStopSignal_isAnsweredAndThenClosed() {
    String kept = exchange();

    drain();
    pass(100);
    String last = exchange();
    node.time.settle();

    assertThat(kept).startsWith("HTTP/1.1 200 OK").doesNotContain("connection: close");
    assertThat(last).startsWith("HTTP/1.1 200 OK").contains("connection: close").endsWith("hello");
    assertThat(channel.isOpen()).isFalse();
    assertThat(drained).isTrue();
  }

  @Test
  void connectionWithoutAnotherRequest_isClosedAfterAMoment() {
    exchange();

    drain();
    boolean lingers = channel.isOpen();
    pass(250);
    node.time.settle();

    assertThat(lingers).isTrue();
    assertThat(channel.isOpen()).isFalse();
    assertThat(drained).isTrue();
  }

  @Test
  void connectionThatHasBeenIdleForAWhile_isClosedAtOnce() {
    exchange();
    pass(1000);

    drain();
    pass(0);

    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void answerWithAnExit_isSentBeforeTheProgramEnds() {
    EmbeddedChannel other = new EmbeddedChannel();
    ProcessContext context = server.context();
    new NettyHttpServer(context, request -> text("bye").exiting(3), true).accept(other, 8081);

    String answer = exchange(other);
    node.time.settle();

    assertThat(answer).contains("connection: close").endsWith("bye");
    assertThat(other.isOpen()).isFalse();
    assertThat(context.process().exitCode()).hasValue(3);
  }
}
