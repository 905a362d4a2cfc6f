// SPDX-License-Identifier: Apache-2.0

/**
 * The built-in admission plugins: what may change or refuse a write of any kind before the rules of
 * its own. Start at {@link dev.coracle.apiserver.admission.Admission}.
 */
package dev.coracle.apiserver.admission;
