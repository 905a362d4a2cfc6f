// SPDX-License-Identifier: Apache-2.0

/**
 * The controller of Namespaces: one that is deleted is emptied first. Start at {@link
 * dev.coracle.controller.namespace.NamespaceController}.
 */
package dev.coracle.controller.namespace;
