// SPDX-License-Identifier: Apache-2.0

/**
 * The controllers and the scheduler: each watches a few kinds through the API, and brings one
 * object at a time nearer to what it asks for. Start at {@link dev.coracle.controller.Controllers}.
 */
package dev.coracle.controller;
