// SPDX-License-Identifier: Apache-2.0

/**
 * The three patch formats as pure functions from an object and a patch to a new object. Start at
 * {@link dev.coracle.apiserver.patch.StrategicMergePatch}.
 */
package dev.coracle.apiserver.patch;
