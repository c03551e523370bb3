/** The collector's use of its clock, and its behaviour when the clock may be wrong. */
package org.ixpqos.collector.clock;
