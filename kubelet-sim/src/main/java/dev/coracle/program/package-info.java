// SPDX-License-Identifier: Apache-2.0

/**
 * What authors of tests write: the programs in containers, and the world that each is given. Start
 * at {@link dev.coracle.program.Programs}.
 */
package dev.coracle.program;
