-- Who is responsible where, and what goes wrong with seals: authorities,
-- incidents, refusals; the part of the store "office" behind office-send.sql.

-- Whom a region's filings and notices name (R-022).  Rows are added, never
-- changed: of a region and kind the last one counts, and one without a name
-- leaves it to the city or province above.
CREATE TABLE authority (
	region	TEXT NOT NULL,			-- six digits
	kind	TEXT NOT NULL
	    CHECK (kind IN ('management', 'police', 'crypto')),
	seq	BIGINT NOT NULL,		-- from 1; compared when written
	name	TEXT NOT NULL,			-- '': none of its own
	section	TEXT NOT NULL,			-- who in it, as pages call them
	phone	TEXT NOT NULL,
	address	TEXT NOT NULL,
	mail	TEXT NOT NULL,
	reason	TEXT NOT NULL,
	person	TEXT,				-- NULL: set at init
	at	BIGINT NOT NULL,
	PRIMARY KEY (region, kind, seq)
) CLUSTERED;

-- What went wrong with seals (R-248): forgery, misuse, theft, false
-- applications; moved only along its table (seal/table_incident.c).
CREATE TABLE incident (
	id	TEXT NOT NULL PRIMARY KEY,
	number	TEXT NOT NULL UNIQUE,		-- AQ-20261120-00001
	rev	BIGINT NOT NULL,		-- compared when written
	unit	TEXT NOT NULL REFERENCES unit (id),	-- that follows it up
	state	TEXT NOT NULL,
	kind	TEXT NOT NULL,			-- forgery misuse ...
	source	TEXT NOT NULL,			-- hand report papers ...
	source_ref TEXT NOT NULL,		-- what it was made from; ''
	summary	TEXT NOT NULL,
	day	BIGINT NOT NULL,		-- when it happened or was found
	seal	TEXT REFERENCES seal (id),	-- concerned, or NULL
	request	TEXT REFERENCES request (id),
	org	TEXT REFERENCES unit (id),	-- the using unit concerned
	measures BIGINT NOT NULL,		-- taken so far
	notified BIGINT NOT NULL,		-- authorities told so far
	result	TEXT,				-- confirmed unfounded unclear
	created	BIGINT NOT NULL,
	changed	BIGINT NOT NULL
);
-- An alarm becomes an incident once.
CREATE UNIQUE INDEX incident_source ON incident (source, source_ref)
    WHERE source <> 'hand';

-- Who finds it: the unit that follows it up and those above.
CREATE TABLE incident_scope (
	unit	TEXT NOT NULL,
	incident TEXT NOT NULL REFERENCES incident (id),
	stage	TEXT NOT NULL,			-- the state
	kind	TEXT NOT NULL,
	is_open	SMALLINT NOT NULL CHECK (is_open IN (0, 1)),
	moment	BIGINT NOT NULL,		-- created
	PRIMARY KEY (incident, unit)
) CLUSTERED;
CREATE INDEX incident_scope_open
    ON incident_scope (unit, moment, incident, kind) WHERE is_open = 1;
CREATE INDEX incident_scope_stage
    ON incident_scope (unit, stage, moment, incident, kind);
CREATE INDEX incident_scope_all
    ON incident_scope (unit, moment, incident, kind);

-- Every step, added to and never changed; "statement" is over its line.
CREATE TABLE incident_event (
	incident TEXT NOT NULL REFERENCES incident (id),
	seq	BIGINT NOT NULL,
	at	BIGINT NOT NULL,
	event	TEXT NOT NULL,
	from_state TEXT NOT NULL,
	to_state TEXT NOT NULL,
	person	TEXT NOT NULL,
	note	TEXT NOT NULL,			-- all that was said, in words
	file	TEXT,				-- evidence brought with it
	sum	TEXT,				-- SM3 of its box, hex
	statement TEXT NOT NULL,
	PRIMARY KEY (incident, seq)
) CLUSTERED;

-- Evidence, boxed under the incident's own key: it may show people.
CREATE TABLE incident_file (
	id	TEXT NOT NULL PRIMARY KEY,
	incident TEXT NOT NULL REFERENCES incident (id),
	name	TEXT NOT NULL,
	type	TEXT NOT NULL,			-- by its first bytes
	size	BIGINT NOT NULL,
	box	BYTEA NOT NULL
);
CREATE INDEX incident_file_of ON incident_file (incident, id);

-- A receiver would not take a document with an electronic seal (R-247): on
-- which ground of the law, about what, and what the administration says.
CREATE TABLE decline (
	id	TEXT NOT NULL PRIMARY KEY,
	number	TEXT NOT NULL UNIQUE,		-- JJ-20261120-00001
	rev	BIGINT NOT NULL,		-- compared when written
	unit	TEXT NOT NULL REFERENCES unit (id),	-- that refuses
	state	TEXT NOT NULL,
	handle	TEXT NOT NULL,			-- of a stamp of ours; ''
	file	TEXT NOT NULL,			-- SM3 of what was uploaded, hex; ''
	found	TEXT NOT NULL,			-- what the check came to
	words	TEXT NOT NULL,			-- the same as a sentence
	title	TEXT NOT NULL,			-- of the document
	seal	TEXT REFERENCES seal (id),	-- on it, where it is ours
	reason	TEXT NOT NULL,			-- from the list
	note	TEXT NOT NULL,
	person	TEXT NOT NULL,
	statement TEXT NOT NULL,
	created	BIGINT NOT NULL,
	answer	TEXT,				-- NULL: not looked at yet
	answerer TEXT,
	answer_said TEXT,
	answered BIGINT
);
-- Who finds it: the unit that refuses and those above.
CREATE TABLE decline_scope (
	unit	TEXT NOT NULL,
	decline	TEXT NOT NULL REFERENCES decline (id),
	stage	TEXT NOT NULL,			-- the state
	moment	BIGINT NOT NULL,		-- created
	PRIMARY KEY (decline, unit)
) CLUSTERED;
CREATE INDEX decline_scope_stage
    ON decline_scope (unit, stage, moment, decline);
CREATE INDEX decline_scope_all ON decline_scope (unit, moment, decline);

-- The periodic report of a unit on its seals and their use (R-030, P-48): the
-- figures as they were when it was handed in.  One a period; never changed.
CREATE TABLE unit_report (
	id	TEXT NOT NULL PRIMARY KEY,
	unit	TEXT NOT NULL REFERENCES unit (id),
	since	BIGINT NOT NULL,
	until	BIGINT NOT NULL,		-- first moment not
	figures	TEXT NOT NULL,			-- lines: group, item, number
	person	TEXT NOT NULL,
	statement TEXT NOT NULL,		-- over them
	at	BIGINT NOT NULL,
	UNIQUE (unit, since, until)
);
