-- What leaves the house: filings (备案外发, T7) and the channels of messages;
-- the part of the store "office" behind office-seal.sql.

-- Where filings go (R-134): configuration of the region, changed by an
-- administrator under signature; what changed stands in the trail.
CREATE TABLE filing_target (
	id		TEXT NOT NULL PRIMARY KEY,
	rev		BIGINT NOT NULL,	-- compared when written
	kind		TEXT NOT NULL
	    CHECK (kind IN ('police', 'authority', 'province', 'national')),
	name		TEXT NOT NULL,	-- as pages call it
	code		TEXT NOT NULL UNIQUE,	-- as messages call it
	enabled		SMALLINT NOT NULL CHECK (enabled IN (0, 1)),
	address		TEXT NOT NULL,	-- https://...; '': none yet
	triggers	TEXT NOT NULL,	-- 'made lost revoked', blanks between
	scope		TEXT NOT NULL CHECK (scope IN ('all', 'cross')),
	deadline	TEXT NOT NULL,	-- a span, '24h'; '': as P-11 says
	plan		TEXT NOT NULL,	-- minutes between tries, '1 5 15 60'
	receipt_key	BYTEA,		-- SM2 point its receipts are signed with
	changed		BIGINT NOT NULL,
	person		TEXT		-- who changed it; NULL: set at init
);

-- One report to one target, moved only along table T7.  The message is what
-- it was when its event happened; a corrected one is the next version.
CREATE TABLE filing (
	id		TEXT NOT NULL PRIMARY KEY,	-- the target knows it by it
	target		TEXT NOT NULL REFERENCES filing_target (id),
	seal		TEXT NOT NULL REFERENCES seal (id),
	request		TEXT,		-- what the event belongs to, or NULL
	kind		TEXT NOT NULL,	-- made lost found ... (seal/filing.h)
	state		TEXT NOT NULL,	-- T7
	rev		BIGINT NOT NULL,
	at		BIGINT NOT NULL,	-- moment of the event
	cause		TEXT,		-- its reason, as T2 has it
	version		BIGINT NOT NULL,	-- of the message
	message		TEXT NOT NULL,	-- JSON, only what is needed (R-136)
	statement	BYTEA,		-- keyd's, over that message; NULL: not yet
	certificate	BYTEA,		-- it is verified with
	due		BIGINT NOT NULL,	-- P-11
	alarmed		BIGINT,		-- when it was found overdue; once
	tries		BIGINT NOT NULL,
	next_try	BIGINT NOT NULL,
	lease		BIGINT NOT NULL,	-- a process sends it until then
	created		BIGINT NOT NULL,
	filed		BIGINT,		-- when the target had it
	lateness	BIGINT,		-- ms past due; 0: in time
	receipt		BYTEA,		-- as it came, signed
	receipt_number	TEXT,
	reason		TEXT,		-- why not, at the last try
	person		TEXT		-- who filed it by hand, or NULL
);
CREATE INDEX filing_seal ON filing (seal, created, id);
CREATE INDEX filing_next ON filing (target, next_try, id)
    WHERE state = 'waiting';
CREATE INDEX filing_due ON filing (state, due, id) WHERE alarmed IS NULL;

-- Who finds the filing in which tab: one row a unit that sees its seal.
-- "moment" is its due time while it is open, then when it was filed.
CREATE TABLE filing_scope (
	unit		TEXT NOT NULL,
	filing		TEXT NOT NULL REFERENCES filing (id),
	target		TEXT NOT NULL,
	stage		TEXT NOT NULL,	-- the state
	is_open		SMALLINT NOT NULL CHECK (is_open IN (0, 1)),
	moment		BIGINT NOT NULL,
	PRIMARY KEY (filing, unit)
) CLUSTERED;
CREATE INDEX filing_scope_open
    ON filing_scope (unit, moment, filing, target) WHERE is_open = 1;
CREATE INDEX filing_scope_stage
    ON filing_scope (unit, stage, moment, filing, target);
CREATE INDEX filing_scope_all ON filing_scope (unit, moment, filing, target);

-- Every try and every step, added to and never changed.
CREATE TABLE filing_event (
	filing		TEXT NOT NULL REFERENCES filing (id),
	seq		BIGINT NOT NULL,
	at		BIGINT NOT NULL,
	event		TEXT NOT NULL,
	from_state	TEXT NOT NULL,
	to_state	TEXT NOT NULL,
	person		TEXT,		-- NULL: the system
	note		TEXT,
	statement	TEXT,		-- of the person, for what is done by hand
	PRIMARY KEY (filing, seq)
) CLUSTERED;

-- How a channel of messages (R-251) is doing, as the program "jobs" found.
CREATE TABLE channel (
	name		TEXT NOT NULL PRIMARY KEY,	-- sms mail
	state		TEXT NOT NULL,	-- none ready failing
	since		BIGINT NOT NULL,	-- of the state
	sent		BIGINT,		-- the last message that left
	note		TEXT NOT NULL	-- the last failure
);
