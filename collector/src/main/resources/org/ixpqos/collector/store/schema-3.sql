-- Each hour ('r1h'), day ('r1d') and five minutes ('slice') that rounds came for; t counts them since
-- 1970. changed is the number of the newest change, which no other change has; summed is the one
-- that the sums in r1h and r1d were made at.
CREATE TABLE period (
  tier TEXT NOT NULL,
  t INTEGER NOT NULL,
  changed INTEGER NOT NULL,
  summed INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (tier, t)
) WITHOUT ROWID;

INSERT INTO period (tier, t, changed) SELECT tier, t, 1 FROM rollup_due;

DROP TABLE rollup_due;

-- The rounds of an hour, moved here from raw_hot two hours after its end. d: class RowChunk
CREATE TABLE raw_chunk (
  hour INTEGER NOT NULL,
  pair INTEGER NOT NULL,
  d BLOB NOT NULL,
  PRIMARY KEY (hour, pair)
) WITHOUT ROWID;
