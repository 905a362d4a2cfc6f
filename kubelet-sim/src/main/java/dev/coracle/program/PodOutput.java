// SPDX-License-Identifier: Apache-2.0

package dev.coracle.program;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/**
 * A standard stream of this JVM, sorted by threads: what a thread of an application in a Pod writes
 * goes to its container's log, and what others write where it went before.
 *
 * <p>What an application writes after its container has ended goes nowhere.
 */
final class PodOutput extends PrintStream {

  private final PrintStream others;
  private final Function<ContainerContext, PrintStream> stream;

  private PodOutput(PrintStream others, Function<ContainerContext, PrintStream> stream) {
    super(new Sorted(others, stream), true, StandardCharsets.UTF_8);
    this.others = others;
    this.stream = stream;
  }

  /** Puts itself before the JVM's own streams, unless it is there. */
  static synchronized void install() {
    if (!(System.out instanceof PodOutput)) {
      System.setOut(new PodOutput(System.out, ContainerContext::stdout));
    }
    if (!(System.err instanceof PodOutput)) {
      System.setErr(new PodOutput(System.err, ContainerContext::stderr));
    }
  }

  private static PrintStream target(
      PrintStream others, Function<ContainerContext, PrintStream> stream) {
    return ProgramThreads.ofThread()
        .filter(ProgramThreads::sortsOutput)
        .map(threads -> threads.context().map(stream).orElse(Nowhere.STREAM))
        .orElse(others);
  }

  private PrintStream target() {
    return target(others, stream);
  }

  // Text is encoded by the stream that it goes to.

  @Override
  public void print(String text) {
    target().print(text);
  }

  @Override
  public void print(Object object) {
    target().print(object);
  }

  @Override
  public void print(char c) {
    target().print(c);
  }

  @Override
  public void print(char[] text) {
    target().print(text);
  }

  @Override
  public void write(int b) {
    target().write(b);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    target().write(bytes, offset, length);
  }

  @Override
  public void flush() {
    target().flush();
  }

  @Override
  public boolean checkError() {
    return target().checkError();
  }

  /** What the superclass makes of numbers and ends of lines. */
  private static final class Sorted extends OutputStream {

    private final PrintStream others;
    private final Function<ContainerContext, PrintStream> stream;

    Sorted(PrintStream others, Function<ContainerContext, PrintStream> stream) {
      this.others = others;
      this.stream = stream;
    }

    @Override
    public void write(int b) {
      target(others, stream).write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      target(others, stream).write(bytes, offset, length);
    }

    @Override
    public void flush() {
      target(others, stream).flush();
    }
  }

  /** Made when it is needed. */
  private static final class Nowhere {

    static final PrintStream STREAM =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
  }
}
