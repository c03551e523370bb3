/** Names to addresses, on threads of their own. */
package org.ixpqos.engine.resolve;
