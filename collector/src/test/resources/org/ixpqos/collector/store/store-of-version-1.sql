-- Times are microseconds since 1970, UTC.

-- address is the first that was seen; a row that was measured at another one carries it
CREATE TABLE pair (
  id INTEGER PRIMARY KEY,
  source TEXT NOT NULL,
  target TEXT NOT NULL,
  proto INTEGER NOT NULL,
  schedule TEXT NOT NULL,
  address TEXT NOT NULL,
  UNIQUE (source, target, proto, schedule)
);

-- every round; its key is its identity, and in the order of its arrival. d: class RowBlob
CREATE TABLE raw_hot (
  time INTEGER NOT NULL,
  pair INTEGER NOT NULL,
  d BLOB NOT NULL,
  PRIMARY KEY (time, pair)
) WITHOUT ROWID;

-- each pair's newest round, and the time of the one before it
CREATE TABLE latest (
  pair INTEGER PRIMARY KEY,
  time INTEGER NOT NULL,
  previous INTEGER,
  d BLOB NOT NULL
);

CREATE TABLE gap (
  source TEXT NOT NULL,
  from_time INTEGER NOT NULL,
  until_time INTEGER NOT NULL,
  schedule TEXT NOT NULL,
  reason TEXT NOT NULL,
  rounds INTEGER NOT NULL,
  PRIMARY KEY (source, from_time, until_time, schedule, reason)
) WITHOUT ROWID;

-- what was received under a name, so that the same name with other content is noticed
CREATE TABLE batch (
  id TEXT PRIMARY KEY,
  source TEXT NOT NULL,
  epoch TEXT NOT NULL,
  seq INTEGER NOT NULL,
  hash TEXT NOT NULL,
  received INTEGER NOT NULL
) WITHOUT ROWID;

CREATE INDEX batch_received ON batch (received);

-- each probe as its newest upload told it; skew is its clock less ours, microseconds
CREATE TABLE probe (
  source TEXT PRIMARY KEY,
  last_seen INTEGER NOT NULL,
  skew INTEGER,
  started INTEGER,
  version TEXT NOT NULL,
  epoch TEXT NOT NULL,
  seq INTEGER NOT NULL,
  backlog INTEGER NOT NULL,
  dropped INTEGER NOT NULL,
  local_drops INTEGER NOT NULL,
  configuration TEXT NOT NULL
) WITHOUT ROWID;

INSERT INTO pair VALUES (1, 'p1', 'p2', 4, 'mesh', '10.0.0.2');
INSERT INTO raw_hot VALUES (1795341600000000, 1, x'01f9033c009003ac02dc0132c80114142828282828283c3c6428fa0102003800');
INSERT INTO raw_hot VALUES (1795341660000000, 1, x'01f9033901039003ac02dc0132c80114142828282828283c3c6428fa0102003800');
INSERT INTO raw_hot VALUES (1795345200000000, 1, x'01f9033c009003ac02dc0132c80114142828282828283c3c6428fa0102003800');
INSERT INTO latest VALUES (1, 1795345200000000, 1795341660000000, x'01f9033c009003ac02dc0132c80114142828282828283c3c6428fa0102003800');
PRAGMA user_version = 1;
