/** What the collector does by its clock, and what when that may be wrong. */
package org.ixpqos.collector.clock;
