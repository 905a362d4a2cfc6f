// SPDX-License-Identifier: Apache-2.0

/** Discovery, client-side balancing and configuration by Spring Cloud Kubernetes. */
@org.jspecify.annotations.NullMarked
package dev.coracle.samples.springcloud;
