-- What a probe told of its schedule, class SchedulePeriods, and why its daemon ended; empty when it
-- did not tell, and while it runs.
ALTER TABLE probe ADD COLUMN periods TEXT NOT NULL DEFAULT '';
ALTER TABLE probe ADD COLUMN stopped TEXT NOT NULL DEFAULT '';

-- Pairs whose rounds became another pair's, or are deleted, since a probe was renamed, merged or
-- forgotten. An id is in this table or in pair, and comes back in neither. pair: whose the rounds
-- are, 0 when they are nobody's. address: the one that rows under this id were written with. done:
-- whether no row, sum or episode has this id any more; the outbox may.
CREATE TABLE moved_pair (
  id INTEGER PRIMARY KEY,
  pair INTEGER NOT NULL,
  address TEXT NOT NULL,
  done INTEGER NOT NULL DEFAULT 0
);

CREATE INDEX moved_pair_open ON moved_pair (id) WHERE done = 0;

-- When the rounds in raw_hot started, by the probe that measured them: a pair's are looked for
-- there alone. A time may be in several, and have no round any more. Class HotSpans
CREATE TABLE hot_span (
  source TEXT NOT NULL,
  from_time INTEGER NOT NULL,
  until_time INTEGER NOT NULL,
  PRIMARY KEY (source, from_time, until_time)
) WITHOUT ROWID;

INSERT INTO hot_span
  SELECT source, min(time), max(time) FROM raw_hot JOIN pair ON pair.id = raw_hot.pair
  GROUP BY source, time / 1000000;
