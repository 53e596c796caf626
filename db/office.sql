-- The office: units, people, roles, sessions, statements, the trail, the
-- rules in force and messages.  Requests, seals and uses are in
-- office-*.sql.  Words: TEXT, BIGINT, SMALLINT, BYTEA; store_sqlite maps them
-- and adds STRICT.  Moments are milliseconds UTC; ids are base/id.h.  The
-- table meta (name, value), which holds the schema version under 'schema',
-- is made by the store itself and may keep other facts set once at init.

-- Numbers that never repeat: request numbers, seal codes, list numbers, and
-- rows that serve as a lock (unit.tree).
CREATE TABLE counter (
	series	TEXT NOT NULL PRIMARY KEY,	-- 'request.2026'
	n	BIGINT NOT NULL			-- the last one given out
);

-- The organisation tree (R-001..R-009) and the using units hanging from it.
CREATE TABLE unit (
	id	TEXT NOT NULL PRIMARY KEY,
	rev	BIGINT NOT NULL,		-- compared when written
	parent	TEXT REFERENCES unit (id),	-- NULL: the ministry only
	level	SMALLINT NOT NULL		-- enum unit_level
		CHECK (level BETWEEN 0 AND 4),
	functions SMALLINT NOT NULL DEFAULT 0	-- FUNCTION_ bits (R-003, 4)
		CHECK (functions BETWEEN 0 AND 7),
	name	TEXT NOT NULL,			-- legal name, on certificates
	code	TEXT,				-- credit code; desks may lack it
	region	TEXT NOT NULL,			-- six digits: routing (R-074)
	kind	TEXT NOT NULL,			-- unit type (R-013, P-23)
	address	TEXT NOT NULL DEFAULT '',
	phone	TEXT NOT NULL DEFAULT '',	-- the office's, not a person's
	email	TEXT NOT NULL DEFAULT '',	-- likewise (R-083)
	state	TEXT NOT NULL
		CHECK (state IN ('proposed', 'active', 'closed')),
	making_approved	SMALLINT NOT NULL DEFAULT 0	-- by the supervisor
		CHECK (making_approved IN (0, 1)),
	making_suspended SMALLINT NOT NULL DEFAULT 0	-- R-005
		CHECK (making_suspended IN (0, 1)),
	falsified	TEXT,			-- number of the case with false
						-- papers; NULL: none (R-069)
	created	BIGINT NOT NULL,
	changed	BIGINT NOT NULL
);
-- One living unit per credit code; proposals may compete until verified.
CREATE UNIQUE INDEX unit_code ON unit (code) WHERE state = 'active';
CREATE INDEX unit_code_any ON unit (code);
CREATE INDEX unit_parent ON unit (parent, name, id);

-- A making unit's certification licence (电子认证服务许可证, R-006), asked for by
-- P-32; of a unit the last row counts.  The scan lies here: who administers
-- units has no access to the contents of cases.
CREATE TABLE licence (
	id	TEXT NOT NULL PRIMARY KEY,
	unit	TEXT NOT NULL REFERENCES unit (id),
	number	TEXT NOT NULL,
	issuer	TEXT NOT NULL,
	since	BIGINT NOT NULL,
	until	BIGINT NOT NULL,		-- first moment not
	type	TEXT NOT NULL,			-- of the scan, by its first bytes
	scan	BYTEA NOT NULL,
	created	BIGINT NOT NULL
);
CREATE INDEX licence_unit ON licence (unit, id);

-- Which desk serves whom (R-007, R-074): the longest matching region wins.
CREATE TABLE desk_map (
	region	TEXT NOT NULL,			-- 370000, 371000, 371002
	kind	TEXT NOT NULL,			-- unit type, '' for every one
	desk	TEXT NOT NULL REFERENCES unit (id),
	PRIMARY KEY (region, kind)
);

-- Accounts.  Phone and identity number stand three times: masked for
-- lists, boxed (SM4-CTR + HMAC-SM3 under the person's key, which keyd wraps)
-- to be read by whoever may, and as HMAC-SM3 of the normal form to be found.
CREATE TABLE person (
	id	TEXT NOT NULL PRIMARY KEY,
	rev	BIGINT NOT NULL,		-- also the lock of grant_give
	login	TEXT NOT NULL UNIQUE,
	name	TEXT NOT NULL,			-- as on the certificate
	phone_mask	TEXT NOT NULL DEFAULT '',
	phone_box	BYTEA,
	phone_find	BYTEA,
	idno_mask	TEXT NOT NULL DEFAULT '',
	idno_box	BYTEA,
	idno_find	BYTEA,
	cert	BYTEA,				-- DER; NULL until issued
	serial	TEXT,				-- its serial, for the trail
	state	TEXT NOT NULL
		CHECK (state IN ('active', 'left', 'blocked')),
	created	BIGINT NOT NULL,
	changed	BIGINT NOT NULL,
	last_login BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX person_phone ON person (phone_find);
CREATE INDEX person_idno ON person (idno_find);
CREATE UNIQUE INDEX person_serial ON person (serial);

-- Who may act as what, where, when (R-025: nothing unless granted).
CREATE TABLE role_grant (
	id	TEXT NOT NULL PRIMARY KEY,
	person	TEXT NOT NULL REFERENCES person (id),
	role	TEXT NOT NULL,			-- role_name
	unit	TEXT NOT NULL REFERENCES unit (id),
	since	BIGINT NOT NULL,
	until	BIGINT,				-- NULL: open; first moment not
	created	BIGINT NOT NULL
);
CREATE INDEX role_grant_person ON role_grant (person, unit);
CREATE INDEX role_grant_unit ON role_grant (unit, role);

-- Service institutions (电子印章服务机构, R-255): whose staff work at a unit's
-- desk or bench under a contract, and only while it runs.
CREATE TABLE institution (
	id	TEXT NOT NULL PRIMARY KEY,
	rev	BIGINT NOT NULL,		-- of all that belongs to it
	unit	TEXT NOT NULL REFERENCES unit (id),	-- it works for
	name	TEXT NOT NULL,
	code	TEXT NOT NULL,			-- credit code
	supervisor TEXT NOT NULL REFERENCES unit (id),
	created	BIGINT NOT NULL,
	UNIQUE (unit, code)
);
-- Its contracts one after the other; none is overwritten.
CREATE TABLE contract (
	id	TEXT NOT NULL PRIMARY KEY,
	institution TEXT NOT NULL REFERENCES institution (id),
	number	TEXT NOT NULL,			-- as it is written on it
	since	BIGINT NOT NULL,
	until	BIGINT NOT NULL,		-- first moment not
	ended	BIGINT,				-- ended before that
	created	BIGINT NOT NULL
);
CREATE INDEX contract_institution ON contract (institution, until);
-- Who works for one; nobody for two.
CREATE TABLE institution_staff (
	person	TEXT NOT NULL PRIMARY KEY REFERENCES person (id),
	institution TEXT NOT NULL REFERENCES institution (id),
	since	BIGINT NOT NULL
);
CREATE INDEX institution_staff_of ON institution_staff (institution);
-- What supervision found, and what it ordered.
CREATE TABLE finding (
	id	TEXT NOT NULL PRIMARY KEY,
	institution TEXT NOT NULL REFERENCES institution (id),
	day	BIGINT NOT NULL,
	what	TEXT NOT NULL,
	measure	TEXT NOT NULL,
	person	TEXT NOT NULL REFERENCES person (id),
	at	BIGINT NOT NULL
);
CREATE INDEX finding_institution ON finding (institution, id);

-- Sessions; who steals this table cannot take one over.
CREATE TABLE session (
	id	TEXT NOT NULL PRIMARY KEY,	-- for the log, not the cookie
	hash	BYTEA NOT NULL UNIQUE,		-- SM3 of the cookie's token
	person	TEXT NOT NULL REFERENCES person (id),
	unit	TEXT NOT NULL REFERENCES unit (id),
	address	TEXT NOT NULL,			-- terminal at sign-in
	must_change_pin SMALLINT NOT NULL DEFAULT 0
		CHECK (must_change_pin IN (0, 1)),
	created	BIGINT NOT NULL,		-- absolute end counts from it
	seen	BIGINT NOT NULL,		-- idle end counts from it
	ended	BIGINT				-- signed out
);
CREATE INDEX session_person ON session (person);
CREATE INDEX session_created ON session (created);

-- What was confirmed under signature (R-027), as keyd composed it; the other
-- columns are copies out of the DER, to find it by.
CREATE TABLE statement (
	id	TEXT NOT NULL,			-- made in the order of time
	subject	TEXT NOT NULL,			-- the record it speaks of
	action	TEXT NOT NULL,			-- trust/action.h
	kind	TEXT NOT NULL,			-- own witnessed system partner
	person	TEXT,				-- NULL: a system's
	serial	TEXT NOT NULL,			-- of the signer's certificate
	at	BIGINT NOT NULL,		-- when it was signed
	der	BYTEA NOT NULL,
	PRIMARY KEY (subject, id)
);

-- The trail (R-211..R-214): append only, each row's hash is SM3 over the row
-- and the hash before it.  One lane per node; today there is lane 0.
CREATE TABLE audit (
	lane	BIGINT NOT NULL,
	seq	BIGINT NOT NULL			-- from 1, without gaps
		CHECK (seq > 0),
	prev	BYTEA NOT NULL,			-- hash of seq - 1; zeros first
	hash	BYTEA NOT NULL,
	at	BIGINT NOT NULL,
	person	TEXT NOT NULL,			-- account; '' for the system
	unit	TEXT NOT NULL,			-- the unit acted for
	roles	BIGINT NOT NULL,		-- ROLE_BIT, as held then
	func	TEXT NOT NULL,			-- function acted under (R-004)
	serial	TEXT NOT NULL,			-- of the certificate
	address	TEXT NOT NULL,			-- terminal
	program	TEXT NOT NULL,
	request	TEXT NOT NULL,			-- line of the log it belongs to
	session	TEXT NOT NULL,
	action	TEXT NOT NULL,
	kind	TEXT NOT NULL,			-- of the object
	object	TEXT NOT NULL,			-- its id or number
	result	TEXT NOT NULL,			-- ok refused failed
	reason	TEXT NOT NULL,
	digest_before	BYTEA,			-- SM3 of the record, salted
	digest_after	BYTEA,
	PRIMARY KEY (lane, seq)
);
CREATE INDEX audit_object ON audit (object, seq);
CREATE INDEX audit_person ON audit (person, seq);

-- Where each lane stands; moved as the last statement before commit.
CREATE TABLE audit_lane (
	lane	BIGINT NOT NULL PRIMARY KEY,
	seq	BIGINT NOT NULL,
	hash	BYTEA NOT NULL			-- of the entry seq
);

-- Refusals of nobody known: counted, so that a flood cannot fill the trail.
CREATE TABLE refusal_count (
	program	TEXT NOT NULL,
	reason	TEXT NOT NULL,
	minute	BIGINT NOT NULL,		-- ms / 60000
	n	BIGINT NOT NULL,
	PRIMARY KEY (program, reason, minute)
);

-- A person's inbox (R-251).
CREATE TABLE notice (
	id	TEXT NOT NULL PRIMARY KEY,
	person	TEXT NOT NULL REFERENCES person (id),
	kind	TEXT NOT NULL,			-- 'request.returned'
	channel	TEXT NOT NULL,			-- 'inbox'
	body	TEXT NOT NULL,			-- what the person reads
	link	TEXT NOT NULL,			-- where to act; '' nowhere
	state	TEXT NOT NULL
		CHECK (state IN ('new', 'read')),
	created	BIGINT NOT NULL,
	seen	BIGINT				-- when it was read
);
CREATE INDEX notice_person ON notice (person, state, id);

-- Messages that leave the house, sent by jobs; the demonstration shows them
-- in its band instead.
CREATE TABLE outbox (
	id	TEXT NOT NULL PRIMARY KEY,
	channel	TEXT NOT NULL,			-- sms mail
	address_mask TEXT NOT NULL,		-- 138****8000
	address_box BYTEA,			-- boxed; NULL in demonstration
	body	TEXT NOT NULL,			-- emptied once sent
	state	TEXT NOT NULL
		CHECK (state IN ('waiting', 'sent', 'failed')),
	tries	BIGINT NOT NULL DEFAULT 0,
	due	BIGINT NOT NULL,		-- not before
	created	BIGINT NOT NULL,
	done	BIGINT				-- sent or given up
);
CREATE INDEX outbox_state ON outbox (state, channel, due);
CREATE INDEX outbox_created ON outbox (created, id);

-- The rules that differ from their default (Part 4, P-01..P-38), now and
-- ever: decisions keep the version they were taken under.
CREATE TABLE policy (
	name	TEXT NOT NULL PRIMARY KEY,	-- 'P-01'
	value	TEXT NOT NULL,
	version	BIGINT NOT NULL,		-- of the whole set, at change
	since	BIGINT NOT NULL,
	who	TEXT NOT NULL			-- person id; 'init'
);
CREATE TABLE policy_history (
	version	BIGINT NOT NULL,
	name	TEXT NOT NULL,
	value	TEXT NOT NULL,
	since	BIGINT NOT NULL,
	who	TEXT NOT NULL,
	reason	TEXT NOT NULL,
	request	TEXT,				-- policy_request; NULL: init's
	PRIMARY KEY (version, name)
);
CREATE INDEX policy_history_name ON policy_history (name, version);

-- A region's own profiles (R-243), made from one there is.  Those of the house
-- are in office/policy_table.c; both are found by one name.
CREATE TABLE policy_profile (
	name	TEXT NOT NULL PRIMARY KEY,
	rev	BIGINT NOT NULL,
	label	TEXT NOT NULL UNIQUE,
	document TEXT NOT NULL,			-- whose values these are
	article	TEXT NOT NULL,			-- of legal effect; '' cites none
	first_day TEXT,				-- '2026-11-20'; NULL: not known
	last_day TEXT,				-- NULL: no end is fixed
	draft	SMALLINT NOT NULL CHECK (draft IN (0, 1)),
	base	TEXT NOT NULL,			-- the profile it was made from
	who	TEXT NOT NULL REFERENCES person (id),	-- who changed it last
	created	BIGINT NOT NULL,
	changed	BIGINT NOT NULL
);
-- Its values that differ from the default.
CREATE TABLE policy_profile_value (
	profile	TEXT NOT NULL REFERENCES policy_profile (name),
	rule	TEXT NOT NULL,
	value	TEXT NOT NULL,
	PRIMARY KEY (profile, rule)
);

-- Changes of rules as they are asked for: proposed by one administrator,
-- approved by another, in force on their day.  What was proposed never
-- changes: proposed anew, it is another request.
CREATE TABLE policy_request (
	id	TEXT NOT NULL PRIMARY KEY,
	number	BIGINT NOT NULL UNIQUE,
	state	TEXT NOT NULL CHECK (state IN ('proposed', 'approved',
		'applied', 'refused', 'withdrawn', 'replaced', 'lapsed')),
	rev	BIGINT NOT NULL,
	profile	TEXT,				-- a whole one; NULL: single rules
	seen	BIGINT NOT NULL,		-- the version it was made against
	due	BIGINT NOT NULL,		-- 00:00 +08:00; 0: once approved
	reason	TEXT NOT NULL,
	proposer TEXT NOT NULL REFERENCES person (id),
	decider	TEXT REFERENCES person (id),	-- approved or refused it
	created	BIGINT NOT NULL,
	decided	BIGINT,
	version	BIGINT,				-- what it became, and when
	applied	BIGINT,
	replaces TEXT				-- the request it stands for
);
CREATE INDEX policy_request_state ON policy_request (state, due, number);
CREATE INDEX policy_request_profile ON policy_request (profile, state);
CREATE TABLE policy_request_value (
	request	TEXT NOT NULL REFERENCES policy_request (id),
	rule	TEXT NOT NULL,
	was	TEXT NOT NULL,			-- in force when it was proposed
	value	TEXT NOT NULL,
	PRIMARY KEY (request, rule)
);
CREATE TABLE policy_request_event (
	request	TEXT NOT NULL REFERENCES policy_request (id),
	seq	BIGINT NOT NULL,
	at	BIGINT NOT NULL,
	event	TEXT NOT NULL,
	from_state TEXT NOT NULL,
	to_state TEXT NOT NULL,
	person	TEXT,				-- NULL: the system
	note	TEXT,
	statement TEXT,
	PRIMARY KEY (request, seq)
);

-- Administrative regions (GB/T 2260 with its changes); loaded from
-- regions.csv.  A region that ended stays, for old records.
CREATE TABLE region (
	code	TEXT NOT NULL PRIMARY KEY,	-- six digits
	name	TEXT NOT NULL,
	level	SMALLINT NOT NULL,		-- 1 province 2 city 3 county
	parent	TEXT NOT NULL,			-- '' at the top
	since	BIGINT,				-- NULL: not told
	until	BIGINT,				-- NULL: in force
	source	TEXT NOT NULL			-- where the row was taken from
);
CREATE INDEX region_parent ON region (parent, code);
