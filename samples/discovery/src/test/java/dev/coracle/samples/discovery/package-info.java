// SPDX-License-Identifier: Apache-2.0

/**
 * Libraries that find Pods by themselves, each set up as its own documentation says. Those that
 * form clusters run in Pods as programs, one member per Pod, and listen on their Pod's address.
 */
@org.jspecify.annotations.NullMarked
package dev.coracle.samples.discovery;
