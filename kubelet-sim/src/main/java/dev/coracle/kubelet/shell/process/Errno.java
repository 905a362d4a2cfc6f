// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.Locale;

/** The C library's words for what can go wrong with a file. */
public final class Errno {

  public static final String NO_ENTRY = "No such file or directory";
  static final String IS_DIRECTORY = "Is a directory";
  public static final String NOT_DIRECTORY = "Not a directory";

  private Errno() {}

  public static String text(Exception e) {
    if (e instanceof UncheckedIOException && e.getCause() instanceof IOException io) {
      return text(io);
    }
    if (e instanceof NoSuchFileException) {
      return NO_ENTRY;
    }
    if (e instanceof FileAlreadyExistsException) {
      return "File exists";
    }
    if (e instanceof DirectoryNotEmptyException) {
      return "Directory not empty";
    }
    if (e instanceof NotDirectoryException) {
      return NOT_DIRECTORY;
    }
    if (e instanceof AccessDeniedException) {
      return "Permission denied";
    }
    if (e instanceof ReadOnlyFileSystemException) {
      return "Read-only file system";
    }
    if (e instanceof FileSystemLoopException) {
      return "Too many levels of symbolic links";
    }
    if (e instanceof NotLinkException) {
      return "Invalid argument";
    }
    return e instanceof FileSystemException file ? reason(file) : String.valueOf(e.getMessage());
  }

  private static String reason(FileSystemException e) {
    String reason = String.valueOf(e.getReason());
    String lower = reason.toLowerCase(Locale.ROOT);
    if (lower.contains("regular file")) {
      return IS_DIRECTORY;
    }
    if (lower.contains("not a directory")) {
      return NOT_DIRECTORY;
    }
    return lower.contains("is a directory") ? IS_DIRECTORY : reason;
  }
}
