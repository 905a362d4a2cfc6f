// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.files;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/** What a ConfigMap, Secret or another source puts into a volume. */
public record VolumeContent(List<Entry> files) {

  public static final VolumeContent EMPTY = new VolumeContent(List.of());

  public VolumeContent {
    files = List.copyOf(files);
  }

  /**
   * One file, relative to the volume.
   *
   * @param deferred whether its bytes are made when somebody looks at the file
   */
  public record Entry(String path, Supplier<byte[]> source, int mode, boolean deferred) {

    public static Entry of(String path, byte[] bytes, int mode) {
      return new Entry(path, () -> bytes, mode, false);
    }

    public static Entry text(String path, String text, int mode) {
      return of(path, text.getBytes(StandardCharsets.UTF_8), mode);
    }

    byte[] bytes() {
      return source.get();
    }

    /** The mode as {@code rw-r--r--}. */
    String permissions() {
      StringBuilder text = new StringBuilder();
      for (int bit = 8; bit >= 0; bit--) {
        text.append((mode >> bit & 1) == 1 ? "rwx".charAt((8 - bit) % 3) : '-');
      }
      return text.toString();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Entry that
          && path.equals(that.path)
          && mode == that.mode
          && deferred == that.deferred
          && (deferred || Arrays.equals(bytes(), that.bytes()));
    }

    @Override
    public int hashCode() {
      return path.hashCode();
    }
  }
}
