-- What stood out on a pair within one hour: rounds with loss, or slower than the pair's habit.
-- kind: LOSS or LATENCY. first, last: when the first and the last such round started. step: the
-- time from the round before to the last. before, after: good rounds of the hour on either side.
-- worst: the largest loss, a share, or median, milliseconds. habit: milliseconds.
CREATE TABLE episode (
  pair INTEGER NOT NULL,
  first INTEGER NOT NULL,
  kind TEXT NOT NULL,
  last INTEGER NOT NULL,
  step INTEGER NOT NULL,
  before INTEGER NOT NULL,
  after INTEGER NOT NULL,
  rounds INTEGER NOT NULL,
  sent INTEGER NOT NULL,
  lost INTEGER NOT NULL,
  worst REAL NOT NULL,
  habit REAL,
  PRIMARY KEY (pair, first, kind)
) WITHOUT ROWID;

CREATE INDEX episode_first ON episode (first);

-- Hours since 1970 that were summed and not yet looked through for episodes.
CREATE TABLE episode_due (
  t INTEGER PRIMARY KEY
);

INSERT INTO episode_due SELECT DISTINCT t FROM r1h;

-- What each probe ran, and since when we know.
CREATE TABLE configuration (
  source TEXT NOT NULL,
  since INTEGER NOT NULL,
  version TEXT NOT NULL,
  configuration TEXT NOT NULL,
  PRIMARY KEY (source, since)
) WITHOUT ROWID;

INSERT INTO configuration
  SELECT source, coalesce(started, last_seen), version, configuration FROM probe
  WHERE configuration <> '';
