/** The one owner of time in each process: the host's clock, and how far to trust it. */
package org.ixpqos.model.clock;
