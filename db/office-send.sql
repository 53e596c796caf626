-- What leaves the house: filings (备案外发, T7), certificate orders (证书申请,
-- T8) and the channels of messages; the part of the store "office" behind office-seal.sql.

-- Where filings go (R-134): configuration of the region, changed by an
-- administrator under signature; what changed stands in the trail.
CREATE TABLE filing_target (
	id		TEXT NOT NULL PRIMARY KEY,
	rev		BIGINT NOT NULL,	-- compared when written
	kind		TEXT NOT NULL
	    CHECK (kind IN ('police', 'authority', 'province', 'national',
	    'agent')),		-- agent: of a CA outside, gets no filings
	name		TEXT NOT NULL,	-- as pages call it
	code		TEXT NOT NULL UNIQUE,	-- as messages call it
	enabled		SMALLINT NOT NULL CHECK (enabled IN (0, 1)),
	address		TEXT NOT NULL,	-- https://...; '': none yet
	triggers	TEXT NOT NULL,	-- 'made lost revoked'; '' for an agent
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

-- Orders of certificates sent together (证书申请批次, R-116): one signed message
-- to one certificate agent, which never changes; sending it again changes
-- nothing.  What becomes of each order stands in its own row.
CREATE TABLE cert_batch (
	id		TEXT NOT NULL PRIMARY KEY,	-- the agent knows it by it
	number		TEXT NOT NULL UNIQUE,	-- ZS-20261120-00001, for people
	rev		BIGINT NOT NULL,
	agent		TEXT NOT NULL REFERENCES filing_target (id),
	unit		TEXT NOT NULL,	-- that collected the orders
	message		TEXT NOT NULL,	-- JSON (seal/order.h)
	statement	TEXT NOT NULL,	-- of who sends it, over that message
	person		TEXT NOT NULL REFERENCES person (id),
	created		BIGINT NOT NULL,
	due		BIGINT NOT NULL,	-- answered by then
	is_open		SMALLINT NOT NULL CHECK (is_open IN (0, 1)),
					-- an order of it is
	accepted	BIGINT,		-- since when the agent has it
	alarmed		BIGINT,		-- when it was found overdue; once
	tries		BIGINT NOT NULL,	-- since sent or accepted
	next_try	BIGINT NOT NULL,
	lease		BIGINT NOT NULL,	-- a process sends it until then
	reason		TEXT		-- why not, at the last try
);
CREATE INDEX cert_batch_next ON cert_batch (agent, next_try, id)
    WHERE is_open = 1;
CREATE INDEX cert_batch_due ON cert_batch (due, id)
    WHERE is_open = 1 AND alarmed IS NULL;

-- The order of one certificate for one request, moved only along table T8.
CREATE TABLE cert_order (
	id		TEXT NOT NULL PRIMARY KEY,	-- the agent answers by it
	batch		TEXT NOT NULL REFERENCES cert_batch (id),
	seq		BIGINT NOT NULL,	-- in the message, from 1
	unit		TEXT NOT NULL,	-- of the batch
	request		TEXT NOT NULL REFERENCES request (id),
	state		TEXT NOT NULL,	-- T8
	is_open		SMALLINT NOT NULL CHECK (is_open IN (0, 1)),
	rev		BIGINT NOT NULL,
	materials	TEXT NOT NULL,	-- ids of those forwarded, blanks between
	certificate	BYTEA,		-- as it came, DER, its issuers behind it
	reason		TEXT,		-- the agent's, or why it does not fit
	due		BIGINT NOT NULL,	-- of the batch
	created		BIGINT NOT NULL,
	changed		BIGINT NOT NULL
);
-- A request is ordered once at a time.
CREATE UNIQUE INDEX cert_order_request ON cert_order (request)
    WHERE is_open = 1;
CREATE INDEX cert_order_about ON cert_order (request, id);
CREATE INDEX cert_order_batch ON cert_order (batch, seq);
CREATE INDEX cert_order_stage ON cert_order (unit, state, created, id);
CREATE INDEX cert_order_open ON cert_order (unit, due, id) WHERE is_open = 1;
CREATE INDEX cert_order_all ON cert_order (unit, created, id);
CREATE INDEX cert_order_here ON cert_order (id) WHERE state = 'answered';

-- Every try and every step, added to and never changed.
CREATE TABLE cert_event (
	batch		TEXT NOT NULL REFERENCES cert_batch (id),
	seq		BIGINT NOT NULL,
	at		BIGINT NOT NULL,
	event		TEXT NOT NULL,	-- of T8, or: send fail resend overdue
	line		BIGINT,		-- the order's seq; NULL: the batch
	from_state	TEXT NOT NULL,
	to_state	TEXT NOT NULL,
	person		TEXT,		-- NULL: the system
	note		TEXT,
	statement	TEXT,		-- of the person, where one signed
	PRIMARY KEY (batch, seq)
) CLUSTERED;

-- How a channel of messages (R-251) is doing, as the program "jobs" found.
CREATE TABLE channel (
	name		TEXT NOT NULL PRIMARY KEY,	-- sms mail
	state		TEXT NOT NULL,	-- none ready failing
	since		BIGINT NOT NULL,	-- of the state
	sent		BIGINT,		-- the last message that left
	note		TEXT NOT NULL	-- the last failure
);
