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
  // every exception there is ends in the router, which answers for it
  ApiResponse answer(ApiRequest call) throws Exception;

  /**
   * A request was refused before anything of it was read.
   *
   * @param answer what is sent in the place of the endpoint's own
   */
  default void refused(ApiRequest call, ApiResponse answer) {
    // nothing that the refusal's line in the log does not say
  }
}
