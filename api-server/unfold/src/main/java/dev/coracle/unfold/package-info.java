// SPDX-License-Identifier: Apache-2.0

/**
 * A step of the build that makes clusters start sooner: what the JVM would link and generate at run
 * time, for lambdas and for the methods of records, is generated once, into the jar.
 *
 * <p>A lambda costs a new JVM about twice what a class from a jar costs, and the first cluster of a
 * JVM meets more than a thousand. Start at {@link dev.coracle.unfold.Unfold}.
 */
@NullMarked
package dev.coracle.unfold;

import org.jspecify.annotations.NullMarked;
