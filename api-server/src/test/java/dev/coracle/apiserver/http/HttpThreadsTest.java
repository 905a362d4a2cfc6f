// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.time.SystemTime;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class HttpThreadsTest {

  private static final int CLIENTS = 4;
  private static final int REQUESTS = 2500;

  /** Ten thousand small requests over a few connections need few threads. */
  @Test
  void manyRequests_needFewThreads() throws Exception {
    try (SystemTime time = new SystemTime();
        HttpTester http = new HttpTester(time)) {
      http.createConfigMap("a", "x");
      Set<Long> before = serverThreads();
      CountDownLatch done = new CountDownLatch(CLIENTS);
      List<Integer> answered = java.util.Collections.synchronizedList(new ArrayList<>());
      for (int i = 0; i < CLIENTS; i++) {
        time.spawn(
            "client",
            () -> {
              try {
                answered.add(ask(http));
              } catch (IOException e) {
                answered.add(-1);
              }
              done.countDown();
            });
      }
      done.await();

      Set<Long> after = serverThreads();
      after.removeAll(before);
      assertThat(answered).hasSize(CLIENTS).containsOnly(REQUESTS);
      // Other tests of this JVM have servers of their own, so the bound is generous.
      assertThat(after).hasSizeLessThan(200);
    }
  }

  private static Set<Long> serverThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("coracle-http-"))
        .map(Thread::getId)
        .collect(Collectors.toSet());
  }

  private static int ask(HttpTester http) throws IOException {
    int answered = 0;
    try (Socket socket = http.raw("GET", HttpTester.CONFIG_MAPS + "/a")) {
      BufferedInputStream in = new BufferedInputStream(socket.getInputStream());
      byte[] again =
          ("GET "
                  + HttpTester.CONFIG_MAPS
                  + "/a HTTP/1.1\r\nHost: t\r\nAuthorization: Bearer "
                  + http.listeners().adminToken()
                  + "\r\n\r\n")
              .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
      for (int i = 0; i < REQUESTS; i++) {
        if (i > 0) {
          socket.getOutputStream().write(again);
        }
        answered += readAnswer(in) ? 1 : 0;
      }
    }
    return answered;
  }

  private static boolean readAnswer(BufferedInputStream in) throws IOException {
    String status = line(in);
    int length = 0;
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      if (line.startsWith("Content-Length: ")) {
        length = Integer.parseInt(line.substring("Content-Length: ".length()));
      }
    }
    return in.readNBytes(length).length == length && status.equals("HTTP/1.1 200 OK");
  }

  private static String line(BufferedInputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new IOException("the connection ended");
      }
      line.append((char) b);
    }
    return line.toString().stripTrailing();
  }
}
