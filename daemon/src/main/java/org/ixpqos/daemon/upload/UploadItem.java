package org.ixpqos.daemon.upload;

import org.ixpqos.daemon.buffer.Buffer.Batch;
import org.ixpqos.daemon.buffer.Buffer.Numbered;

/** An entry of the buffer that is being delivered, and its batch. */
record UploadItem(Batch batch, Numbered entry) {}
