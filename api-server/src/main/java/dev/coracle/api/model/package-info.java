// SPDX-License-Identifier: Apache-2.0

/** Lenses: records with the accessors somebody uses over an object of one Kubernetes kind. */
package dev.coracle.api.model;
