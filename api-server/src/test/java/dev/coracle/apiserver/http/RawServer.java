// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A server that says what it is told, and remembers what it was asked; {@code |} ends a line. */
final class RawServer implements Closeable {

  private final ServerSocket listener;
  private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();
  private final BlockingQueue<Socket> connections = new LinkedBlockingQueue<>();

  RawServer(ServerSocket listener) {
    this.listener = listener;
  }

  int port() {
    return listener.getLocalPort();
  }

  /** Answers the next request when its head has come. */
  void answers(String answer) {
    swallows(0, answer);
  }

  /** Answers the next request when its head and so many bytes have come. */
  void swallows(int bytes, String answer) {
    Thread thread =
        new Thread(
            () -> {
              try {
                Socket socket = listener.accept();
                requests.add(head(socket.getInputStream()));
                socket.getInputStream().skipNBytes(bytes);
                write(socket, answer);
                connections.add(socket);
              } catch (IOException e) {
                requests.add(String.valueOf(e));
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  private static String head(InputStream in) throws IOException {
    var text = new StringBuilder();
    while (!text.toString().endsWith("\r\n\r\n")) {
      int b = in.read();
      if (b < 0) {
        break;
      }
      text.append((char) b);
    }
    return text.toString().replace("\r\n", "|");
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.replace("|", "\r\n").getBytes(ISO_8859_1));
    socket.getOutputStream().flush();
  }

  private Socket connection() {
    try {
      Socket socket = connections.poll(10, TimeUnit.SECONDS);
      if (socket == null) {
        throw new AssertionError("nobody has connected");
      }
      connections.add(socket);
      return socket;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Says more on the connection that has been answered. */
  void says(String text) throws IOException {
    write(connection(), text);
  }

  /** What comes next on the connection that has been answered. */
  String hears(int bytes) throws IOException {
    return new String(connection().getInputStream().readNBytes(bytes), ISO_8859_1);
  }

  /** The head of the request that was answered. */
  String request() {
    try {
      String request = requests.poll(10, TimeUnit.SECONDS);
      if (request == null) {
        throw new AssertionError("nobody has asked");
      }
      return request;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : connections) {
      socket.close();
    }
  }
}
