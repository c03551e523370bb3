/** The one owner of time in each process: what the host's clock says, and how far to believe it. */
package org.ixpqos.model.clock;
