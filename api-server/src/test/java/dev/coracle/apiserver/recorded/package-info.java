/**
 * Requests and what a real kube-apiserver answered to them, sent again to ours. Start at {@link
 * dev.coracle.apiserver.recorded.RecordedAnswersTest}.
 */
package dev.coracle.apiserver.recorded;
