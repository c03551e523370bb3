package org.ixpqos.daemon.upload;

import org.ixpqos.daemon.buffer.Buffer.Batch;
import org.ixpqos.daemon.buffer.Buffer.Numbered;

/** An entry of the buffer on its way to a collector, and the batch that it is of. */
record UploadItem(Batch batch, Numbered entry) {}
