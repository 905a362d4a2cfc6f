// SPDX-License-Identifier: Apache-2.0

/**
 * What several controllers share: the objects that owners manage, the making of Pods, and writes of
 * nothing but what differs. Start at {@link dev.coracle.controller.OwnedObjects}; the controllers
 * are in the packages below, and {@code dev.coracle.controller.manager} starts them.
 */
package dev.coracle.controller;
