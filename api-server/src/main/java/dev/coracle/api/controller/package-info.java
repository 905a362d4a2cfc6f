/**
 * What a component that follows the API is made of: a picture of the objects it reads, a queue of
 * the keys it must look at, and the loop both live on. Start at {@link
 * dev.coracle.api.controller.Controller}.
 */
package dev.coracle.api.controller;
