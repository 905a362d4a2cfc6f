// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell;

import dev.coracle.kubelet.shell.process.Descriptors;
import dev.coracle.kubelet.shell.process.Errno;
import dev.coracle.kubelet.shell.process.ProcessEnd;
import dev.coracle.kubelet.shell.process.ShellFiles;
import dev.coracle.kubelet.shell.syntax.Redirect;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** The files that the redirections of one command have opened. */
final class RedirectScope implements AutoCloseable {

  private final Interpreter shell;
  private final List<Closeable> opened = new ArrayList<>();

  RedirectScope(Interpreter shell) {
    this.shell = shell;
  }

  /** Opens all, or says on stderr which one cannot be. */
  boolean open(List<Redirect> redirects) {
    for (Redirect redirect : redirects) {
      Descriptors now = shell.state().descriptors();
      try {
        shell.state().setDescriptors(apply(redirect, now));
      } catch (IOException | RuntimeException e) {
        if (e instanceof ProcessEnd end) {
          throw end;
        }
        shell.message(complaint(redirect, e));
        return false;
      }
    }
    return true;
  }

  private Descriptors apply(Redirect redirect, Descriptors now) throws IOException {
    int number = redirect.descriptor();
    if (redirect.operator().startsWith("<<")) {
      String text = shell.expander().single(redirect.target());
      String whole = redirect.operator().equals("<<<") ? text + "\n" : text;
      return now.withInput(
          number, new ByteArrayInputStream(whole.getBytes(StandardCharsets.UTF_8)));
    }
    String target = shell.expander().single(redirect.target());
    return switch (redirect.operator()) {
      case "<", "<>" -> now.withInput(number, keep(files(now).read(target)));
      case ">" -> now.withOutput(number, keep(files(now).write(unclobbered(target), false)));
      case ">|" -> now.withOutput(number, keep(files(now).write(target, false)));
      case ">>" -> now.withOutput(number, keep(files(now).write(target, true)));
      case "&>", "&>>" -> both(now, target, redirect.operator().equals("&>>"));
      default -> duplicate(redirect, now, target);
    };
  }

  /** The file, unless {@code set -C} protects it. */
  private String unclobbered(String target) throws IOException {
    if (shell.state().option('C')
        && Files.isRegularFile(shell.state().directory().resolve(target))) {
      throw new FileAlreadyExistsException(target);
    }
    return target;
  }

  private Descriptors duplicate(Redirect redirect, Descriptors now, String target)
      throws IOException {
    int number = redirect.descriptor();
    if (target.equals("-")) {
      return now.without(number);
    }
    if (!target.matches("[0-9]")) {
      return both(now, target, false);
    }
    int source = Integer.parseInt(target);
    InputStream input = now.inputs().get(source);
    OutputStream output = now.outputs().get(source);
    if (input == null && output == null) {
      throw new IOException("Bad file descriptor");
    }
    Descriptors changed = input == null ? now : now.withInput(number, input);
    return output == null ? changed : changed.withOutput(number, output);
  }

  private Descriptors both(Descriptors now, String target, boolean append) throws IOException {
    OutputStream stream = keep(files(now).write(target, append));
    return now.withOutput(1, stream).withOutput(2, stream);
  }

  private ShellFiles files(Descriptors now) {
    return new ShellFiles(shell.state().directory(), now, shell.state().umask());
  }

  private <T extends Closeable> T keep(T stream) {
    opened.add(stream);
    return stream;
  }

  private String complaint(Redirect redirect, Exception e) {
    String target = shell.expander().single(redirect.target());
    String reason = Errno.text(e);
    if (shell.state().isBash() || reason.equals("Bad file descriptor")) {
      return target + ": " + reason;
    }
    boolean missing = reason.equals(Errno.NO_ENTRY);
    return redirect.operator().startsWith("<")
        ? "can't open " + target + ": " + (missing ? "no such file" : reason)
        : "can't create " + target + ": " + (missing ? "nonexistent directory" : reason);
  }

  @Override
  public void close() {
    for (Closeable stream : opened) {
      try {
        stream.close();
      } catch (IOException e) {
        shell.message("close: " + Errno.text(e));
      }
    }
  }
}
