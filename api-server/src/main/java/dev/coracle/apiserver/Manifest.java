// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver;

import dev.coracle.api.KubeObject;

/** An object of a file, and the line, from 1, where it begins. */
public record Manifest(KubeObject object, int line) {}
