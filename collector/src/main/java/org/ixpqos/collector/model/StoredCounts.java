package org.ixpqos.collector.model;

/**
 * The counts of a stored upload.
 *
 * @param accepted rows and gaps that are new
 * @param duplicates rows and gaps that had been there before
 * @param conflict whether its batch had been received with other content
 */
public record StoredCounts(long accepted, long duplicates, boolean conflict) {}
