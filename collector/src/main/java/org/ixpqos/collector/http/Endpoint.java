package org.ixpqos.collector.http;

import org.ixpqos.collector.history.HistoryUnavailableException;

/** Answers the requests of one route. */
public interface Endpoint {
  /**
   * May block.
   *
   * @throws BadRequestException answered 400, with its message
   * @throws HistoryUnavailableException answered 503, with its message; any other HistoryException
   *     is answered 500
   * @throws Exception answered 500, and logged
   */
  // every exception ends in the router, which answers it
  ApiResponse answer(ApiRequest call) throws Exception;

  /** The types of a body that are taken, for each answer; empty where they are not announced. */
  default String acceptPost() {
    return "";
  }

  /**
   * A request was refused before its body was read.
   *
   * @param answer the response, in place of the endpoint's own
   */
  default void refused(ApiRequest call, ApiResponse answer) {
    // the refusal is logged already
  }
}
