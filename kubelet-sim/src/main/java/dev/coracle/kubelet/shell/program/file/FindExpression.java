// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * What {@code find} asks about each file and does with it.
 *
 * <p>It belongs to one run: it remembers what has still to be done at its end.
 */
final class FindExpression {

  /** A file on the way. */
  record File(Path path, String name, int depth, boolean follows) {

    LinkOption[] options() {
      return follows ? new LinkOption[0] : new LinkOption[] {LinkOption.NOFOLLOW_LINKS};
    }

    boolean isDirectory() {
      return Files.isDirectory(path, options());
    }

    /** {@code f}, {@code d}, {@code l} and others as {@code -type} has them. */
    String type() {
      if (Files.isSymbolicLink(path) && !(follows && Files.exists(path))) {
        return "l";
      }
      return isDirectory() ? "d" : "f";
    }
  }

  /** A test or an action; an action has effects, and holds or not as a test does. */
  @FunctionalInterface
  interface Test {
    boolean holds(File file) throws IOException;

    default Test and(Test other) {
      return file -> holds(file) && other.holds(file);
    }

    default Test or(Test other) {
      return file -> holds(file) || other.holds(file);
    }

    default Test negate() {
      return file -> !holds(file);
    }
  }

  /** What is done when the walk is over. */
  @FunctionalInterface
  interface End {
    int run() throws IOException;
  }

  private final boolean follows;
  private Test test = file -> true;
  private End end = () -> 0;
  private int minDepth;
  private int maxDepth = Integer.MAX_VALUE;
  private boolean depthFirst;
  private boolean pruned;
  private boolean quit;

  FindExpression(boolean follows) {
    this.follows = follows;
  }

  void test(Test whole) {
    test = whole;
  }

  void limitDepth(int most) {
    maxDepth = most;
  }

  void skipDepth(int least) {
    minDepth = least;
  }

  void goDepthFirst() {
    depthFirst = true;
  }

  void atEnd(End action) {
    End before = end;
    end = () -> before.run() | action.run();
  }

  /** Does not enter the file at hand. */
  boolean prune() {
    pruned = true;
    return true;
  }

  /** Ends the walk. */
  boolean quit() {
    quit = true;
    return true;
  }

  /** Asks about a file; whether it is not to be entered. */
  boolean ask(File file) throws IOException {
    pruned = false;
    boolean unused = test.holds(file);
    return pruned;
  }

  int finish() throws IOException {
    return end.run();
  }

  boolean follows() {
    return follows;
  }

  int minDepth() {
    return minDepth;
  }

  int maxDepth() {
    return maxDepth;
  }

  boolean depthFirst() {
    return depthFirst;
  }

  boolean hasQuit() {
    return quit;
  }
}
