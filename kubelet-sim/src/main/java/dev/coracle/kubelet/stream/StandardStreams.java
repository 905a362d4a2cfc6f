// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.stream;

import java.io.InputStream;
import java.io.PrintStream;

/** The three standard streams, which may be a terminal. */
public record StandardStreams(
    InputStream stdin, PrintStream stdout, PrintStream stderr, boolean tty) {}
