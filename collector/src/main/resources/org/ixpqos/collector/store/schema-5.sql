-- What sinks have still to get: the new rounds of an upload, an entry each; a number never comes
-- twice. total: bytes of d in this entry and all that were ever before it. d: class OutboxBlob
CREATE TABLE outbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  received INTEGER NOT NULL,
  total INTEGER NOT NULL,
  d BLOB NOT NULL
);

-- The newest entry that each configured sink needs no more.
CREATE TABLE sink_cursor (
  sink TEXT PRIMARY KEY,
  id INTEGER NOT NULL
) WITHOUT ROWID;
