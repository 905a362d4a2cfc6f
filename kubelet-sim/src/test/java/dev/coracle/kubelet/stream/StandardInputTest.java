// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class StandardInputTest {

  private final StandardInput input = new StandardInput();

  private void feed(String text) throws InterruptedException {
    input.feed(text.getBytes(UTF_8));
  }

  private String read(int most) throws IOException {
    byte[] bytes = new byte[most];
    int count = input.read(bytes, 0, most);
    return count < 0 ? "end" : new String(bytes, 0, count, UTF_8);
  }

  @Test
  void chunks_areReadOneByOneAndInParts() throws Exception {
    feed("hello");
    feed("world");

    assertThat(read(3)).isEqualTo("hel");
    assertThat(read(10)).isEqualTo("lo");
    assertThat(read(10)).isEqualTo("world");
  }

  @Test
  void singleBytes_areRead() throws Exception {
    feed("é");
    input.end();

    assertThat(input.read()).isEqualTo(0xc3);
    assertThat(input.read()).isEqualTo(0xa9);
    assertThat(input.read()).isEqualTo(-1);
  }

  @Test
  void end_comesAfterWhatWasSent() throws Exception {
    feed("last");
    input.end();

    assertThat(read(10)).isEqualTo("last");
    assertThat(read(10)).isEqualTo("end");
    assertThat(read(10)).isEqualTo("end");
  }

  @Test
  void endOfFile_isForOneReading() throws Exception {
    feed("a");
    input.endOfFile();
    feed("b");

    assertThat(read(10)).isEqualTo("a");
    assertThat(read(10)).isEqualTo("end");
    assertThat(read(10)).isEqualTo("b");
  }

  @Test
  void available_countsWhatIsUnread() throws Exception {
    feed("hello");
    String ignored = read(2);

    assertThat(input.available()).isEqualTo(3);
  }

  @Test
  void cleared_isForgotten() throws Exception {
    feed("old");
    String part = read(1);
    input.clear();
    feed("new");

    assertThat(part).isEqualTo("o");
    assertThat(read(10)).isEqualTo("new");
  }

  @Test
  void nothing_isReadAsNothing() throws Exception {
    feed("");
    feed("x");

    assertThat(input.read(new byte[0], 0, 0)).isZero();
    assertThat(read(10)).isEqualTo("x");
  }

  @Test
  void whatComesAfterTheEnd_isDropped() throws Exception {
    input.end();
    feed("late");

    assertThat(read(10)).isEqualTo("end");
  }

  @Test
  void fastSender_waitsForTheReader() throws Exception {
    AtomicInteger sent = new AtomicInteger();
    byte[] chunk = new byte[1 << 18];
    Thread sender =
        new Thread(
            () -> {
              try {
                for (int i = 0; i < 12; i++) {
                  input.feed(chunk);
                  sent.incrementAndGet();
                }
                input.end();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    sender.start();
    while (sender.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    int before = sent.get();

    long total = input.readAllBytes().length;
    sender.join();

    assertThat(before).isEqualTo(4);
    assertThat(total).isEqualTo(12L << 18);
  }

  @Test
  void senderThatWaits_isLetGoByTheEnd() throws Exception {
    CountDownLatch done = new CountDownLatch(1);
    Thread sender =
        new Thread(
            () -> {
              try {
                input.feed(new byte[1 << 20]);
                input.feed(new byte[1]);
                done.countDown();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    sender.start();
    while (sender.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }

    input.close();
    done.await();

    assertThat(input.available()).isEqualTo(1 << 20);
  }
}
