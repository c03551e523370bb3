/** Echoes, errors and tokens as bytes. Not for use from outside. */
package org.ixpqos.engine.packet;
