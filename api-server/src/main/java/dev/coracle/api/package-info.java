// SPDX-License-Identifier: Apache-2.0

/**
 * The Kubernetes API as Coracle's components see it: immutable objects, their keys and types, and
 * one blocking client over them.
 */
package dev.coracle.api;
