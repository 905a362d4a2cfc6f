// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** What a ConfigMap, Secret or another source puts into a volume. */
record VolumeContent(List<Entry> files) {

  static final VolumeContent EMPTY = new VolumeContent(List.of());

  VolumeContent {
    files = List.copyOf(files);
  }

  /** One file, relative to the volume. */
  record Entry(String path, byte[] bytes, int mode) {

    static Entry text(String path, String text, int mode) {
      return new Entry(path, text.getBytes(StandardCharsets.UTF_8), mode);
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
          && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
      return path.hashCode();
    }
  }
}
