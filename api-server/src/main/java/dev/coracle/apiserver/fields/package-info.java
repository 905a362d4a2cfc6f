// SPDX-License-Identifier: Apache-2.0

/**
 * Who owns which fields of an object: the last step of a write before it is stored. Start at {@link
 * dev.coracle.apiserver.fields.FieldOwnership}.
 */
package dev.coracle.apiserver.fields;
