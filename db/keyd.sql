-- keyd's own store: what it believes.  Nobody else opens it.  Private keys
-- stand here wrapped only (R-229); moments are milliseconds UTC.

-- Settings fixed at init: mode, ca, crl_url, and the check of the store key.
CREATE TABLE key_meta (
	name	TEXT NOT NULL PRIMARY KEY,
	text	TEXT,
	bytes	BYTEA
);

-- Keys of the house: root, making-ca, staff-ca, maker, desk, system, status,
-- qr, ocsp-seals, ocsp-staff.  The root's is under two officers' PINs besides the store key.
CREATE TABLE key_house (
	name	TEXT NOT NULL PRIMARY KEY,
	blob	BYTEA NOT NULL,		-- the device's wrapping
	pub	BYTEA NOT NULL,		-- 65 bytes
	cert	BYTEA			-- its certificate, DER
);

-- Every certificate keyd issued or took over, for tickets and CRLs.
CREATE TABLE key_cert (
	serial	TEXT NOT NULL PRIMARY KEY,	-- hex
	list	SMALLINT NOT NULL,		-- 0 seals, 1 staff, 2 not ours
	kind	SMALLINT NOT NULL,		-- enum cert_kind
	holder	TEXT NOT NULL,			-- person id or request id
	der	BYTEA NOT NULL,
	starts	BIGINT NOT NULL,
	ends	BIGINT NOT NULL,
	ended	BIGINT,		-- revoked or held since; NULL: good
	reason	SMALLINT,	-- RFC 5280; 6 is certificateHold
	changed	BIGINT NOT NULL DEFAULT 0	-- key_number 'public' of the
						-- last change; 0: none yet
);
CREATE INDEX key_cert_ended ON key_cert (list, ended);
CREATE INDEX key_cert_holder ON key_cert (holder);

CREATE TABLE key_person (
	id		TEXT NOT NULL PRIMARY KEY,
	fields		BYTEA NOT NULL,	-- as sent: name, unit, roles
	roles		BIGINT NOT NULL,	-- of all units together
	serial		TEXT NOT NULL REFERENCES key_cert (serial),
	blob		BYTEA NOT NULL,	-- key under PIN and store key
	pub		BYTEA NOT NULL,
	salt		BYTEA NOT NULL,	-- of the PIN history
	pin_at		BIGINT NOT NULL,
	wrong		SMALLINT NOT NULL,	-- wrong PINs in a row (R-146)
	must_change	SMALLINT NOT NULL CHECK (must_change IN (0, 1)),
	ended		BIGINT		-- left the post; NULL: works
);

-- The last five PINs, as HMAC under the store key of their derivation.
CREATE TABLE key_pin (
	person	TEXT NOT NULL REFERENCES key_person (id),
	at	BIGINT NOT NULL,
	mark	BYTEA NOT NULL,
	PRIMARY KEY (person, at)
);

-- The key of a request, and the one certificate it gets (R-114): hosted, or
-- of a device that made it and keeps it (R-138), of which no more is known here.
CREATE TABLE key_seal_key (
	request	TEXT NOT NULL PRIMARY KEY,
	digest	BYTEA NOT NULL,		-- keyd_facts_digest
	blob	BYTEA NOT NULL,		-- wrapped; empty unless held here
	pub	BYTEA NOT NULL UNIQUE,	-- one key, one seal
	serial	TEXT UNIQUE REFERENCES key_cert (serial),
	renews	TEXT,			-- the seal it was made for (R-094)
	held	TEXT NOT NULL CHECK (held IN ('here', 'device', 'gone'))
);
CREATE INDEX key_seal_key_renews ON key_seal_key (renews);

-- Seals keyd has signed, and those of other systems taken over (R-020), whose
-- certificates are in list 2.  A code is never taken twice (R-128).
CREATE TABLE key_seal (
	code	TEXT NOT NULL PRIMARY KEY,
	name	TEXT NOT NULL,		-- as in the seal, for the list (R-203)
	serial	TEXT NOT NULL UNIQUE REFERENCES key_cert (serial),
					-- of the version in force
	unit	TEXT NOT NULL,		-- the using unit's id
	state	TEXT NOT NULL CHECK (state IN
		('made', 'active', 'suspended', 'frozen', 'revoked')),
	changed	BIGINT NOT NULL,	-- since when in this state
	before_loss TEXT,		-- where release goes back to
	mark	TEXT NOT NULL		-- 'software' (R-140), '' of others
);

-- What was signed under a code: one row when it was made, one a renewal.
-- Earlier ones stay, because what they stamped is given again as it was.
CREATE TABLE key_seal_version (
	serial	TEXT NOT NULL PRIMARY KEY REFERENCES key_cert (serial),
	code	TEXT NOT NULL REFERENCES key_seal (code),
	request	TEXT NOT NULL UNIQUE REFERENCES key_seal_key (request),
	der	BYTEA NOT NULL,		-- empty: another system's
	starts	BIGINT NOT NULL,
	ends	BIGINT NOT NULL,
	made	BIGINT NOT NULL
);

-- One use per request number; the signature is given again as it was.  Of an
-- SES_Signature the value alone is kept: the rest is the seal (its picture
-- too), the certificate and the fields asked, and is composed again.
CREATE TABLE key_use (
	request		TEXT NOT NULL,
	what		TEXT NOT NULL CHECK (what IN ('seal', 'qr')),
	digest		BYTEA NOT NULL,		-- of the fields asked
	code		TEXT NOT NULL REFERENCES key_seal (code),
	serial		TEXT NOT NULL REFERENCES key_cert (serial),
	value		BYTEA NOT NULL,		-- signature; of a QR the whole
	at		BIGINT NOT NULL,
	standing	TEXT,		-- the grant's number; NULL: a person's
	PRIMARY KEY (request, what)
);
-- How many a grant has stamped today (R-167).
CREATE INDEX key_use_standing ON key_use (standing, code, at)
    WHERE standing IS NOT NULL;

-- Standing grants as keyd has met them (R-167): with which fields a number was
-- first used, and that it was ended.
CREATE TABLE key_grant (
	number	TEXT NOT NULL,
	code	TEXT NOT NULL REFERENCES key_seal (code),
	digest	BYTEA,		-- keyd_auto_digest; NULL: ended before any use
	used	BIGINT,		-- last
	ended	BIGINT,		-- nothing is signed since; NULL: goes on
	PRIMARY KEY (number, code)
);

-- Steps done: the same id and fields get the same answer (R-225).
CREATE TABLE key_step (
	id	TEXT NOT NULL PRIMARY KEY,
	op	SMALLINT NOT NULL,
	digest	BYTEA NOT NULL,		-- keyed: fields may hold a PIN
	answer	BYTEA NOT NULL,
	at	BIGINT NOT NULL
);

-- Statements that may be spent once: unlocks, resets, enrolments, moves.
CREATE TABLE key_spent (
	digest	BYTEA NOT NULL PRIMARY KEY,	-- SM3 of the statement
	step	TEXT NOT NULL,
	at	BIGINT NOT NULL
);

-- Keys of personal data; erasing leaves the name without a key.
CREATE TABLE key_data (
	subject	TEXT NOT NULL PRIMARY KEY,
	blob	BYTEA
);

-- Growing numbers: of the revocation lists, and of all changes the public may
-- see ('public'), by which answers kept elsewhere are known to stand.
CREATE TABLE key_number (
	name	TEXT NOT NULL PRIMARY KEY,
	n	BIGINT NOT NULL
);
