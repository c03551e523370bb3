/** The loop that sends, receives and times out, and all that it owns. Not for use from outside. */
package org.ixpqos.engine.loop;
