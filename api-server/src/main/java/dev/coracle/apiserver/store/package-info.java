// SPDX-License-Identifier: Apache-2.0

/**
 * The stored objects and the log of their changes. Start at {@link
 * dev.coracle.apiserver.store.ObjectStore}.
 */
package dev.coracle.apiserver.store;
