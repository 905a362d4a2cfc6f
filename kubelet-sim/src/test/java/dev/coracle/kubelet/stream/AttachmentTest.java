// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.kubelet.stream.Attachment.Chunk;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class AttachmentTest {

  private final Attachment attachment = new Attachment();

  private void add(String text, boolean stderr) throws InterruptedException {
    attachment.add(new Chunk(stderr, text.getBytes(UTF_8)));
  }

  private String next() throws InterruptedException {
    return attachment
        .next()
        .map(chunk -> (chunk.stderr() ? "err " : "out ") + new String(chunk.bytes(), UTF_8))
        .orElse("end");
  }

  @Test
  void chunks_comeInOrderWithTheirStream() throws Exception {
    add("a", false);
    add("b", true);
    add("c", false);
    attachment.end();

    List<String> all = new ArrayList<>();
    for (String chunk = next(); !chunk.equals("end"); chunk = next()) {
      all.add(chunk);
    }
    assertThat(all).containsExactly("out a", "err b", "out c");
  }

  @Test
  void nothingIsAdded_afterTheEnd() throws Exception {
    attachment.end();
    add("late", false);

    assertThat(next()).isEqualTo("end");
  }

  @Test
  void clientThatLeft_isGivenNothingMore() throws Exception {
    add("a", false);
    attachment.leave();

    assertThat(attachment.next()).isEqualTo(Optional.empty());
  }

  @Test
  void writer_waitsForASlowClient() throws Exception {
    CountDownLatch done = new CountDownLatch(1);
    Thread writer = writer(done);
    while (writer.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    long before = done.getCount();

    Optional<Chunk> first = attachment.next();
    done.await();

    assertThat(before).isEqualTo(1);
    assertThat(first).isPresent();
  }

  @Test
  void writer_isLetGoWhenTheClientLeaves() throws Exception {
    CountDownLatch done = new CountDownLatch(1);
    Thread writer = writer(done);
    while (writer.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }

    attachment.leave();
    done.await();

    assertThat(attachment.next()).isEmpty();
  }

  private Thread writer(CountDownLatch done) {
    Thread writer =
        new Thread(
            () -> {
              try {
                attachment.add(new Chunk(false, new byte[1 << 20]));
                attachment.add(new Chunk(false, new byte[1]));
                done.countDown();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    writer.start();
    return writer;
  }
}
