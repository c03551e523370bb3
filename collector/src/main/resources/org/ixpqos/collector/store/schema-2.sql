-- Sums of each pair's rounds in each hour and each day; t counts hours or days since 1970.
-- d: class SummaryBlob
CREATE TABLE r1h (
  pair INTEGER NOT NULL,
  t INTEGER NOT NULL,
  d BLOB NOT NULL,
  PRIMARY KEY (pair, t)
) WITHOUT ROWID;

CREATE TABLE r1d (
  pair INTEGER NOT NULL,
  t INTEGER NOT NULL,
  d BLOB NOT NULL,
  PRIMARY KEY (pair, t)
) WITHOUT ROWID;

-- The hours and days whose sums are not in the tables above, or are there without some rows that
-- came later; changes counts those, and tells whether more came while the sums were made.
CREATE TABLE rollup_due (
  tier TEXT NOT NULL,
  t INTEGER NOT NULL,
  changes INTEGER NOT NULL,
  PRIMARY KEY (tier, t)
) WITHOUT ROWID;

INSERT INTO rollup_due SELECT 'r1h', time / 3600000000, count(*) FROM raw_hot GROUP BY 2;

INSERT INTO rollup_due SELECT 'r1d', time / 86400000000, count(*) FROM raw_hot GROUP BY 2;
