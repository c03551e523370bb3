package org.ixpqos.service.delivery;

import java.time.Duration;

/**
 * How a machine delivers.
 *
 * @param mostItems of a part, at first
 * @param aloneTries how often an item that is refused alone is posted before it is to blame
 * @param hold how long to wait when somebody has to mend something
 * @param gather from the first item that waits to the post, so that what comes together goes
 *     together
 * @param quietFailures passing failures in a row that are worth no line
 * @param tellsReasons whether another reason for a trouble is worth a line, or only another kind
 */
public record DeliveryPolicy(
    int mostItems,
    int aloneTries,
    Duration hold,
    Duration gather,
    int quietFailures,
    boolean tellsReasons) {}
