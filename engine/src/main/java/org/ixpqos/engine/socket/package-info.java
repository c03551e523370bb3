/** The kernel's ICMP sockets behind a seam that tests can fake. Not for use from outside. */
package org.ixpqos.engine.socket;
