package org.ixpqos.service.delivery;

import java.time.Duration;

/**
 * The settings of a machine.
 *
 * @param mostItems the maximum of items in a part, at first
 * @param aloneTries how often an item that is refused alone is posted before it counts as the cause
 * @param hold how long to wait when the operator has to correct a setting
 * @param gather how long the first item waits for others before the post
 * @param quietFailures passing failures in a row that are not logged
 * @param reportsReasons whether another reason for a trouble is logged, or only another kind
 */
public record DeliveryPolicy(
    int mostItems,
    int aloneTries,
    Duration hold,
    Duration gather,
    int quietFailures,
    boolean reportsReasons) {}
