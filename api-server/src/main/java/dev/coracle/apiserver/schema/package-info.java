// SPDX-License-Identifier: Apache-2.0

/**
 * What the server knows of the built-in kinds, and the constant defaults that follow from it. Start
 * at {@link dev.coracle.apiserver.schema.Kinds}.
 *
 * <p>The facts are lines of {@code facts.txt}, written by {@code src/facts/generate.py}:
 *
 * <pre>
 * kind APIVERSION KIND ROOT-TYPE [PLURAL SINGULAR SCOPE VERBS short:… in:CATEGORIES hash:…]
 * sub NAME APIVERSION KIND VERBS
 * &#64;TYPE [map:atomic]
 * FIELD NUMBER TYPE [!] [*] [+] [key:…] [patch:…] [list:…] [keys:…] [map:…] [go:…] [in:…] [= JSON [when SIBLING = JSON]]
 * PATH.BELOW = JSON
 * </pre>
 *
 * <p>{@code !} marks a required field, {@code *} one whose zero value is kept, {@code +} one that
 * is written even when it is empty. A NUMBER {@code 2.19} is field 19 of the embedded message 2,
 * which JSON does not show. {@code go:} is what Go calls the type of a string, {@code in:} the
 * structs embedded on the way to the field, both for the texts of its errors.
 */
package dev.coracle.apiserver.schema;
