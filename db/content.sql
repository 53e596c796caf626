-- Contents: documents and materials, each kept once under its SM3, written
-- and synced before a row of the office names it.

-- Finished contents.
CREATE TABLE content (
	sm3	BYTEA NOT NULL PRIMARY KEY,
	blob	TEXT NOT NULL UNIQUE,		-- under which its chunks lie
	size	BIGINT NOT NULL,
	type	TEXT NOT NULL,			-- 'application/pdf'
	created	BIGINT NOT NULL			-- last put: unnamed ones go a
						-- day after it
);
CREATE INDEX content_created ON content (created);

-- 256 KiB each, written while the SM3 is not known yet, so that a long file
-- does not hold the gate; a blob no content names is a broken upload, and
-- its id tells its age.
CREATE TABLE chunk (
	blob	TEXT NOT NULL,
	n	BIGINT NOT NULL,		-- from 0
	data	BYTEA NOT NULL,
	PRIMARY KEY (blob, n)
);
