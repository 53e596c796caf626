-- Requests, seals and stamps: the second part of the store "office".
-- Moments are milliseconds UTC; ids are 26 characters made in C; every row
-- that people change carries "rev", compared when it is written.

-- One business request (业务申请), moved only along table T1.
CREATE TABLE request (
	id		TEXT NOT NULL PRIMARY KEY,
	number		TEXT NOT NULL UNIQUE,	-- 办件编号, printed
	business	TEXT NOT NULL,		-- apply loss cancel
	channel		TEXT NOT NULL,		-- online counter (R-072)
	state		TEXT NOT NULL,		-- T1, seal/table.h
	rev		BIGINT NOT NULL,
	unit		TEXT NOT NULL,		-- the using unit
	desk		TEXT NOT NULL,		-- the issuing unit that decides
	maker		TEXT NOT NULL,		-- the unit that makes (R-008)
	applicant	TEXT,			-- person; NULL for a visitor
	opener		TEXT,			-- who opened it; NULL: a proven phone
	submitter	TEXT,			-- who signed the last submission
	checker		TEXT,			-- who verified (P-35)
	clerk		TEXT,			-- who entered the data (P-35)
	approver	TEXT,			-- who approved (P-35)
	seal		TEXT,			-- the seal it is about, or made
	parent		TEXT,			-- the loss or change it belongs to
	urgent		SMALLINT NOT NULL CHECK (urgent IN (0, 1)),
	waiting		SMALLINT NOT NULL CHECK (waiting IN (0, 1)),
						-- loss: wait for finding first
	reason		TEXT,			-- code of the reason, by business
	note		TEXT,			-- the applicant's own words
	answer		TEXT,			-- the desk's words to the applicant
	failed		TEXT,			-- the step that failed (A16)
	version		BIGINT NOT NULL,	-- of the application below
	policy		BIGINT NOT NULL,	-- version in force (part 4)
	months		BIGINT NOT NULL,	-- validity by it (P-03)
	certifier	TEXT		-- whose CA certifies its seal (P-47),
		CHECK (certifier IN ('own', 'third')),
					-- as approved; NULL: not approved yet
	created		BIGINT NOT NULL,
	changed		BIGINT NOT NULL,
	submitted	BIGINT,
	due		BIGINT,			-- next deadline of this state
	-- what tables of requests show of the application in force; written
	-- with it (application_save), so that a table reads one row a request
	org_name	TEXT NOT NULL DEFAULT '',
	seal_name	TEXT NOT NULL DEFAULT ''
);
CREATE INDEX request_applicant ON request (applicant, created, id);
CREATE INDEX request_seal ON request (seal, created);
CREATE INDEX request_parent ON request (parent);
CREATE INDEX request_due ON request (due);

-- Who finds the request in which list: one row for each unit that is the
-- desk, the maker, the using unit or an ancestor of these, so that lists ask
-- by equality and page by key.  "stage" is the group of the state (seal/
-- table.h): a tab of the lists; "waiting", not "draft", where an urgent report
-- has stopped the seal.
CREATE TABLE request_scope (
	unit		TEXT NOT NULL,
	request		TEXT NOT NULL REFERENCES request (id),
	business	TEXT NOT NULL,
	stage		TEXT NOT NULL,
	created		BIGINT NOT NULL,
	finished	BIGINT NOT NULL DEFAULT 0,	-- when it ended; 0: open
	PRIMARY KEY (request, unit)	-- all of a request side by side
) CLUSTERED;
-- Open cases by their stage.  Neither drafts nor what has ended stand here
-- (the latter below), so it stays as small as the work that is waiting and a
-- business is filtered within it.
CREATE INDEX request_scope_stage
    ON request_scope (unit, stage, created, request, business, finished)
    WHERE stage <> 'draft' AND finished = 0;
-- With its business, which is then filtered without a look at the row.
CREATE INDEX request_scope_all ON request_scope (unit, created, request, business);
-- What ended, by when (R-100).
CREATE INDEX request_scope_finished
    ON request_scope (unit, finished, request) WHERE finished > 0;
CREATE INDEX request_scope_finished_business
    ON request_scope (unit, business, finished, request) WHERE finished > 0;

-- What was applied for (R-061), one row a version (R-068): the last one is
-- in force, earlier ones stay readable.
CREATE TABLE application (
	request		TEXT NOT NULL REFERENCES request (id),
	version		BIGINT NOT NULL,
	org_code	TEXT NOT NULL,	-- 1 统一社会信用代码
	org_region	TEXT NOT NULL,	-- 2 单位行政区划码
	org_type	TEXT NOT NULL,	-- 3 单位类型
	org_name	TEXT NOT NULL,	-- 4 单位名称
	agent_name	TEXT NOT NULL,	-- 5 经办人姓名
	agent_idno_mask	TEXT NOT NULL,	-- 6 经办人公民身份号码, as lists show it
	agent_phone_mask TEXT NOT NULL,	-- 7 经办人手机号码, as lists show it
	agent_box	BYTEA,		-- 6 and 7 in full, sealed
	agent_right	SMALLINT NOT NULL CHECK (agent_right IN (0, 1)),
					-- both passed their checks when sealed
	org_address	TEXT NOT NULL,	-- 8 单位地址
	approving_name	TEXT NOT NULL,	-- 9 审批单位名称 (clerk)
	approving_region TEXT NOT NULL,	-- 10 审批单位行政区划码 (clerk)
	seal_name	TEXT NOT NULL,	-- 11 电子印章名称
	importing	SMALLINT NOT NULL CHECK (importing IN (0, 1)),
					-- to be imported elsewhere (R-062)
	package		TEXT NOT NULL,	-- 13 the device's request, SM3 of it
	asked		TEXT NOT NULL,	-- the package it came in, SM3 (R-256,
					-- R-095); empty: none, or a clerk's
	category	TEXT NOT NULL,	-- unit post personal (R-014)
	sub_kind	TEXT NOT NULL,	-- FR NS FZ ... (codes.md 8)
	holder_name	TEXT NOT NULL,	-- post seals (R-017)
	holder_role	TEXT NOT NULL,
	scope		TEXT NOT NULL,	-- industry cross (R-078)
	delivery	TEXT NOT NULL,	-- hosted package softfile (R-137)
	keeper_name	TEXT NOT NULL,	-- 保管人 (R-031)
	keeper_login	TEXT NOT NULL,
	physical_number	TEXT NOT NULL,	-- number on the rim (R-065)
	physical_date	TEXT NOT NULL,	-- filed with the police
	physical_none	TEXT NOT NULL,	-- why there is no physical seal
	secret		TEXT NOT NULL,	-- open; empty: not said (R-233)
	org_phone	TEXT NOT NULL,	-- 变更 of contact data alone: what the
	org_email	TEXT NOT NULL,	-- register is to say, with 8 (R-083)
	agreement	BIGINT NOT NULL,	-- version accepted; 0 none (R-070)
	declared	SMALLINT NOT NULL CHECK (declared IN (0, 1)),
	saved		BIGINT NOT NULL,
	PRIMARY KEY (request, version)
);
CREATE INDEX application_seal_name ON application (org_code, seal_name);
CREATE INDEX application_package ON application (package);
CREATE INDEX application_asked ON application (asked) WHERE asked <> '';

-- Materials (tables 1 to 6): one live row an item; a replaced one stays.
CREATE TABLE material (
	id		TEXT NOT NULL PRIMARY KEY,
	request		TEXT NOT NULL REFERENCES request (id),
	item		TEXT NOT NULL,	-- sealed agent contact founding ...
	version		BIGINT NOT NULL,	-- of the application it came with
	live		SMALLINT NOT NULL CHECK (live IN (0, 1)),
	name		TEXT NOT NULL,	-- as the sender called it, shown only
	type		TEXT NOT NULL,	-- by its first bytes
	size		BIGINT NOT NULL,	-- of the plain file
	sm3		BYTEA NOT NULL,	-- of what lies in "content" (boxed)
	digest		BYTEA NOT NULL,	-- of the plain file, salted
	salt		BYTEA NOT NULL,
	added		BIGINT NOT NULL,
	verdict		TEXT,		-- ok fault (R-066)
	fault		TEXT,		-- what is wrong with it
	checker		TEXT,
	checked		BIGINT,
	box		TEXT NOT NULL	-- context of the box: its first row's id
);
CREATE INDEX material_request ON material (request, live, item);
CREATE INDEX material_sm3 ON material (sm3);

-- Every step of a request, for its history and for the public progress page.
CREATE TABLE request_event (
	request		TEXT NOT NULL REFERENCES request (id),
	seq		BIGINT NOT NULL,
	at		BIGINT NOT NULL,
	event		TEXT NOT NULL,
	from_state	TEXT NOT NULL,
	to_state	TEXT NOT NULL,
	person		TEXT,		-- NULL: the system
	unit		TEXT,
	role		TEXT,
	note		TEXT,
	statement	TEXT,		-- the signed statement of this step
	version		BIGINT NOT NULL,	-- of the answers it was about
	policy		BIGINT NOT NULL DEFAULT 0,	-- of the rules in force
	PRIMARY KEY (request, seq)
) CLUSTERED;

-- What the organisation says of its staff's need of a personal seal (R-075),
-- for a version of the answers; of one version the last row counts.
CREATE TABLE need (
	id		TEXT NOT NULL PRIMARY KEY,
	request		TEXT NOT NULL REFERENCES request (id),
	version		BIGINT NOT NULL,
	agreed		SMALLINT NOT NULL CHECK (agreed IN (0, 1)),
	note		TEXT NOT NULL,
	person		TEXT NOT NULL REFERENCES person (id),
	at		BIGINT NOT NULL,
	statement	TEXT NOT NULL
);
CREATE INDEX need_request ON need (request, version, id);

-- What was paid for carrier and service (R-073); of a kind the last counts.
CREATE TABLE fee (
	id		TEXT NOT NULL PRIMARY KEY,
	request		TEXT NOT NULL REFERENCES request (id),
	kind		TEXT NOT NULL CHECK (kind IN ('carrier', 'service')),
	cents		BIGINT NOT NULL,	-- 分
	receipt		TEXT NOT NULL,	-- 票据号
	person		TEXT NOT NULL REFERENCES person (id),
	at		BIGINT NOT NULL
);
CREATE INDEX fee_request ON fee (request, id);

-- The imprint of a request: original scan, worked picture, who did what
-- (R-112).  The newest row counts.
CREATE TABLE imprint (
	id		TEXT NOT NULL PRIMARY KEY,
	request		TEXT NOT NULL REFERENCES request (id),
	source		TEXT NOT NULL,	-- drawn scan import
	png		BYTEA NOT NULL,	-- SM3 of the picture in "content"
	scan		BYTEA,		-- SM3 of the scan it came from
	um_w		BIGINT NOT NULL,	-- true size
	um_h		BIGINT NOT NULL,
	px_w		BIGINT NOT NULL,
	px_h		BIGINT NOT NULL,
	quality		TEXT NOT NULL,	-- pass warn (R-113), with reasons
	override	TEXT,		-- why a warning was passed over
	same		TEXT,		-- same different, by a person (R-103)
	comparer	TEXT,
	compared	BIGINT,
	confirmed	BIGINT,		-- by the applicant (R-110)
	statement	TEXT,		-- of the confirmation, for this hash
	added		BIGINT NOT NULL,
	person		TEXT NOT NULL
);
CREATE INDEX imprint_request ON imprint (request, added);
CREATE INDEX imprint_png ON imprint (png);
CREATE INDEX imprint_scan ON imprint (scan);

-- A code given out is never given again (R-128): no row here is deleted.
CREATE TABLE seal_code (
	code		TEXT NOT NULL PRIMARY KEY,
	source		TEXT NOT NULL	-- R-129; hand: a clerk typed in what the
					-- national platform gave outside;
					-- import: another system's (R-020)
		CHECK (source IN ('industry', 'national', 'hand', 'import')),
	request		TEXT NOT NULL,
	at		BIGINT NOT NULL
);
CREATE INDEX seal_code_request ON seal_code (request);

-- Asking the national platform for a code (R-130): a package that goes out as
-- a file, and what its answer said; each try is one row.
CREATE TABLE code_request (
	id		TEXT NOT NULL PRIMARY KEY,	-- an answer names it
	request		TEXT NOT NULL REFERENCES request (id),
	sm3		BYTEA NOT NULL,	-- of the package, in "content"
	person		TEXT NOT NULL REFERENCES person (id),
	at		BIGINT NOT NULL,
	statement	TEXT NOT NULL,
	outcome		TEXT		-- NULL: no answer yet
		CHECK (outcome IN ('given', 'refused')),
	reason		TEXT,		-- in the platform's words
	answered	BIGINT
);
CREATE INDEX code_request_request ON code_request (request, id);
CREATE INDEX code_request_sm3 ON code_request (sm3);

-- What the national platform gave for a cross-industry seal (R-079, R-130,
-- R-131): the first row of a request carries its code, later ones what was
-- brought after it.  Nothing is overwritten.
CREATE TABLE coding (
	id		TEXT NOT NULL PRIMARY KEY,	-- context of its boxes
	request		TEXT NOT NULL REFERENCES request (id),
	code		TEXT REFERENCES seal_code (code),
	police_info	TEXT NOT NULL,	-- 公安印章信息; '' not with this one
	police_box	BYTEA,		-- 公安对称密钥, sealed; never shown
	police_digest	BYTEA,		-- of it, salted; the salt is in the box
	receipt		TEXT NOT NULL,	-- 备案回执; '' not with this one
	name		TEXT NOT NULL,	-- the evidence: as its file was called
	type		TEXT NOT NULL,
	size		BIGINT NOT NULL,
	sm3		BYTEA NOT NULL,	-- of what lies in "content" (boxed)
	digest		BYTEA NOT NULL,	-- of the plain file, salted
	salt		BYTEA NOT NULL,
	person		TEXT NOT NULL REFERENCES person (id),
	at		BIGINT NOT NULL,
	statement	TEXT		-- NULL: that of the step
);
CREATE INDEX coding_request ON coding (request, id);
CREATE INDEX coding_sm3 ON coding (sm3);

-- A seal (电子印章), moved only along table T2.  Expired (S6) is derived
-- from the end of validity, never stored.
CREATE TABLE seal (
	id		TEXT NOT NULL PRIMARY KEY,
	code		TEXT NOT NULL UNIQUE REFERENCES seal_code (code),
	state		TEXT NOT NULL,
	before_loss	TEXT,		-- where release goes back to
	rev		BIGINT NOT NULL,
	name		TEXT NOT NULL,
	unit		TEXT NOT NULL,
	desk		TEXT NOT NULL,
	request		TEXT NOT NULL UNIQUE,	-- one request, one seal (R-077)
	category	TEXT NOT NULL,
	sub_kind	TEXT NOT NULL,
	scope		TEXT NOT NULL,
	keeper		TEXT,		-- person (R-031)
	replaces	TEXT,		-- the seal it comes in place of
	version		BIGINT NOT NULL,	-- the current one
	software	SMALLINT NOT NULL CHECK (software IN (0, 1)),
					-- made with a software key (R-140)
	created		BIGINT NOT NULL,
	activated	BIGINT,
	last_used	BIGINT,
	physical	TEXT,		-- changed abolished: the physical seal (R-084)
	origin		TEXT NOT NULL DEFAULT 'made'	-- who made it (R-020)
		CHECK (origin IN ('made', 'imported'))
);
CREATE INDEX seal_unit ON seal (unit, state);
CREATE INDEX seal_desk ON seal (desk, state, created);
CREATE INDEX seal_keeper ON seal (keeper);
CREATE INDEX seal_replaces ON seal (replaces);

-- Who finds the seal in the ledger (印章台账): one row for each unit in the
-- scope of the request that made it.  "stage" groups the states before use;
-- "ends" is the end of validity of the version in force, 0 before there is one.
CREATE TABLE seal_scope (
	unit		TEXT NOT NULL,
	seal		TEXT NOT NULL REFERENCES seal (id),
	stage		TEXT NOT NULL,
	created		BIGINT NOT NULL,
	ends		BIGINT NOT NULL,
	PRIMARY KEY (seal, unit)	-- all of a seal side by side
) CLUSTERED;
CREATE INDEX seal_scope_all ON seal_scope (unit, created, seal);
CREATE INDEX seal_scope_stage ON seal_scope (unit, stage, created, seal);
CREATE INDEX seal_scope_ends ON seal_scope (unit, stage, ends, seal);

-- What is signed and how long it holds; one row a renewal (R-094, R-125).
-- Made for a request, it waits until it is put in force; superseded, it is
-- final (已续期替代).
CREATE TABLE seal_version (
	seal		TEXT NOT NULL REFERENCES seal (id),
	version		BIGINT NOT NULL,
	serial		TEXT NOT NULL UNIQUE,	-- certificate (R-114)
	cert		BYTEA NOT NULL,
	der		BYTEA NOT NULL,	-- the SESeal
	png		BYTEA NOT NULL,	-- SM3 of the picture
	um_w		BIGINT NOT NULL,
	um_h		BIGINT NOT NULL,
	valid_from	BIGINT NOT NULL,
	valid_to	BIGINT NOT NULL,
	request		TEXT NOT NULL UNIQUE,	-- what it was made for
	activated	BIGINT,			-- in force since; NULL: never
	superseded	BIGINT,
	PRIMARY KEY (seal, version)
);

-- A seal of another system as it was brought to be taken over (R-020), one a
-- request; nothing of it is ever changed.  Its maker is known by this row
-- alone: to verify tells one from any other certificate of that CA by it.
CREATE TABLE seal_import (
	request		TEXT NOT NULL PRIMARY KEY REFERENCES request (id),
	code		TEXT NOT NULL,	-- as it says itself
	typed		TEXT NOT NULL,	-- the same as people type it: capitals
					-- and digits alone
	name		TEXT NOT NULL,
	vendor		TEXT NOT NULL,	-- SES_Header.Vid, as it says itself
	layout		BIGINT NOT NULL,	-- 1 4 5: GM/T 0031, GB/T 38540
	der		BYTEA NOT NULL,	-- the SESeal as it came
	cert		BYTEA NOT NULL,	-- what it stamps with
	maker		BYTEA NOT NULL,	-- the maker's certificate
	maker_sm3	BYTEA NOT NULL,
	chain		BYTEA NOT NULL,	-- certificates between, one after the other
	valid_from	BIGINT NOT NULL,	-- of seal and certificate both
	valid_to	BIGINT NOT NULL,
	source		TEXT NOT NULL,	-- the system it comes from
	device		TEXT NOT NULL,	-- what its key lies in (R-139)
	device_cert	TEXT NOT NULL
);
CREATE INDEX seal_import_maker ON seal_import (maker_sm3);
CREATE INDEX seal_import_code ON seal_import (code);
CREATE INDEX seal_import_typed ON seal_import (typed);

-- The history of a seal, kept for ever (R-210): the state at any past
-- moment is the to_state of the last row before it.
CREATE TABLE seal_event (
	seal		TEXT NOT NULL REFERENCES seal (id),
	seq		BIGINT NOT NULL,
	at		BIGINT NOT NULL,
	event		TEXT NOT NULL,
	from_state	TEXT NOT NULL,
	to_state	TEXT NOT NULL,
	reason		TEXT,
	request		TEXT,
	person		TEXT,
	statement	TEXT,
	policy		BIGINT NOT NULL DEFAULT 0,	-- of the rules in force
	PRIMARY KEY (seal, seq)
);
CREATE INDEX seal_event_at ON seal_event (at);

-- A carrier (载体), moved only along table T5: a UKey from the stock of blank
-- ones on (R-141), or what holds a hosted seal.  Kinds and what each must
-- say of its device stand in seal/carrier_kind.c.
CREATE TABLE carrier (
	id		TEXT NOT NULL PRIMARY KEY,
	kind		TEXT NOT NULL,	-- usbkey hosted ...
	serial		TEXT NOT NULL,	-- on the thing; a hosted one's seal code
	state		TEXT NOT NULL,	-- T5, seal/table.h
	rev		BIGINT NOT NULL,
	unit		TEXT NOT NULL,	-- in whose stock, or given out by
	device		TEXT NOT NULL,	-- type of the list (R-139)
	model		TEXT NOT NULL,	-- as its maker calls it
	certificate	TEXT NOT NULL,	-- number of the product certificate
	person		TEXT REFERENCES person (id),	-- whose own it is, ...
	org		TEXT REFERENCES unit (id),	-- ... or which unit's,
	keeper		TEXT REFERENCES person (id),	-- and who uses that
	seal		TEXT REFERENCES seal (id),	-- the one it holds
	transfer	TEXT,		-- on its way with this (K_TRANSIT)
	must_pin	SMALLINT NOT NULL CHECK (must_pin IN (0, 1)),
					-- a new PIN at its next use
	called		BIGINT,		-- to be brought back since
	created		BIGINT NOT NULL,
	changed		BIGINT NOT NULL,
	UNIQUE (serial, kind)
);
CREATE INDEX carrier_unit ON carrier (unit, kind, serial);
CREATE INDEX carrier_state ON carrier (unit, kind, state, serial);
CREATE INDEX carrier_on_way ON carrier (transfer);
CREATE INDEX carrier_seal ON carrier (seal);
-- One live key a person, one a unit, one carrier a seal (R-035, R-144).
CREATE UNIQUE INDEX carrier_live_person ON carrier (person)
    WHERE state IN ('personalised', 'in-use', 'locked', 'lost');
CREATE UNIQUE INDEX carrier_live_org ON carrier (org)
    WHERE state IN ('personalised', 'in-use', 'locked', 'lost');
CREATE UNIQUE INDEX carrier_live_seal ON carrier (seal)
    WHERE state IN ('personalised', 'in-use', 'locked', 'lost');

-- Its history, kept for ever (R-151).
CREATE TABLE carrier_event (
	carrier		TEXT NOT NULL REFERENCES carrier (id),
	seq		BIGINT NOT NULL,
	at		BIGINT NOT NULL,
	event		TEXT NOT NULL,
	from_state	TEXT NOT NULL,
	to_state	TEXT NOT NULL,
	unit		TEXT NOT NULL,	-- in whose books it stood afterwards
	person		TEXT,		-- who did it; NULL: the system
	witness		TEXT,		-- person
	holder		TEXT NOT NULL,	-- whose it was then, in words
	note		TEXT NOT NULL,	-- why, or who received it
	evidence	TEXT NOT NULL,	-- number of the receipt or record
	statement	TEXT,		-- signed with it
	PRIMARY KEY (carrier, seq)
) CLUSTERED;
CREATE INDEX carrier_event_unit ON carrier_event (unit, at);

-- Blank UKeys on their way from one unit to another (R-143).
CREATE TABLE carrier_transfer (
	id		TEXT NOT NULL PRIMARY KEY,
	number		TEXT NOT NULL UNIQUE,	-- 调拨单号
	source		TEXT NOT NULL REFERENCES unit (id),
	target		TEXT NOT NULL REFERENCES unit (id),
	state		TEXT NOT NULL
		CHECK (state IN ('sent', 'received', 'refused')),
	rev		BIGINT NOT NULL,
	n		BIGINT NOT NULL,	-- how many
	serials		TEXT NOT NULL,	-- which, a line each
	note		TEXT NOT NULL,
	sender		TEXT NOT NULL REFERENCES person (id),
	sent		BIGINT NOT NULL,
	receiver	TEXT REFERENCES person (id),	-- who confirmed, refused
	answer		TEXT NOT NULL,	-- why it was refused
	done		BIGINT
);
CREATE INDEX carrier_transfer_source ON carrier_transfer (source, sent, id);
CREATE INDEX carrier_transfer_target ON carrier_transfer (target, sent, id);

-- The monthly count (盘点, R-142): what the books had and what was there.  Of
-- a month the last one counts; none is overwritten.
CREATE TABLE carrier_count (
	id		TEXT NOT NULL PRIMARY KEY,
	number		TEXT NOT NULL UNIQUE,	-- 盘点表号
	unit		TEXT NOT NULL REFERENCES unit (id),
	month		TEXT NOT NULL,		-- 2026-11
	expected	BIGINT NOT NULL,	-- blank, in stock by the books
	counted		BIGINT NOT NULL,
	missing		TEXT NOT NULL,	-- serials in the books alone, a line each
	surplus		TEXT NOT NULL,	-- serials that were there alone
	note		TEXT NOT NULL,	-- what explains the difference
	opening		BIGINT NOT NULL,	-- the month's movements
	booked		BIGINT NOT NULL,
	arrived		BIGINT NOT NULL,
	wiped		BIGINT NOT NULL,
	assigned	BIGINT NOT NULL,
	sent		BIGINT NOT NULL,
	spoiled		BIGINT NOT NULL,
	person		TEXT NOT NULL REFERENCES person (id),
	at		BIGINT NOT NULL,
	statement	TEXT NOT NULL
);
CREATE INDEX carrier_count_unit ON carrier_count (unit, at);

-- Serial numbers asked for from the ministry (R-142).
CREATE TABLE carrier_order (
	id		TEXT NOT NULL PRIMARY KEY,
	number		TEXT NOT NULL UNIQUE,	-- 申请单号
	unit		TEXT NOT NULL REFERENCES unit (id),
	quantity	BIGINT NOT NULL,
	stock		BIGINT NOT NULL,	-- blank ones then
	least		BIGINT NOT NULL,	-- P-46 then
	model		TEXT NOT NULL,
	certificate	TEXT NOT NULL,
	purpose		TEXT NOT NULL,
	contact		TEXT NOT NULL,
	wanted		BIGINT NOT NULL,	-- by this day
	person		TEXT NOT NULL REFERENCES person (id),
	at		BIGINT NOT NULL,
	statement	TEXT NOT NULL
);
CREATE INDEX carrier_order_unit ON carrier_order (unit, at);

-- Copies of a package handed out (R-138): the one delivered, and others the
-- desk allowed for a reason; at most one waits to be taken.
CREATE TABLE package_copy (
	request		TEXT NOT NULL REFERENCES request (id),
	seq		BIGINT NOT NULL,
	reason		TEXT NOT NULL,	-- empty: the one delivered
	allowed_by	TEXT NOT NULL REFERENCES person (id),
	allowed		BIGINT NOT NULL,
	taken_by	TEXT REFERENCES person (id),
	taken		BIGINT,		-- NULL: waits
	PRIMARY KEY (request, seq)
) CLUSTERED;

-- Stamps made without the register, brought in from a device's log (R-161).
-- n counts on for each key; "hash" is of the whole entry, which names the hash
-- of the one before, so that the last one vouches for all.
CREATE TABLE offline_use (
	serial		TEXT NOT NULL,	-- the seal's certificate
	n		BIGINT NOT NULL,
	seal		TEXT NOT NULL REFERENCES seal (id),
	device		TEXT NOT NULL,	-- its own number
	hash		BYTEA NOT NULL,
	at		BIGINT NOT NULL,	-- by the device's clock
	original	BYTEA NOT NULL,	-- SM3 before
	result		BYTEA NOT NULL,	-- SM3 after
	signature	BYTEA NOT NULL,	-- SM3 of the SES_Signature
	page		BIGINT NOT NULL,	-- 0 is the first
	um_x		BIGINT NOT NULL,
	um_y		BIGINT NOT NULL,
	operator	TEXT NOT NULL,	-- as typed at the device
	requester	TEXT NOT NULL,
	reviewer	TEXT NOT NULL,
	title		TEXT NOT NULL,
	reason		TEXT NOT NULL,
	uploaded	BIGINT NOT NULL,
	person		TEXT NOT NULL REFERENCES person (id),
	PRIMARY KEY (serial, n)
);
CREATE INDEX offline_use_seal ON offline_use (seal, at, n);
CREATE INDEX offline_use_signature ON offline_use (signature);

-- Delivery of a seal (R-099).
CREATE TABLE delivery (
	request		TEXT NOT NULL PRIMARY KEY REFERENCES request (id),
	receiver	TEXT NOT NULL,
	identity	TEXT NOT NULL,	-- what was shown, masked
	form		TEXT NOT NULL,	-- hosted package softfile
	clerk		TEXT NOT NULL,
	at		BIGINT NOT NULL,
	statement	TEXT NOT NULL	-- the receiver's, or witnessed
);

-- Standing grants (系统授权, R-167): a business step puts a seal under its own
-- papers without a person.  What both persons signed never changes; the trail
-- has each step of it.
CREATE TABLE standing (
	id		TEXT NOT NULL PRIMARY KEY,
	number		TEXT NOT NULL UNIQUE,
	state		TEXT NOT NULL CHECK (state IN
			('proposed', 'active', 'ended')),
	rev		BIGINT NOT NULL,
	seal		TEXT NOT NULL REFERENCES seal (id),
	unit		TEXT NOT NULL,	-- the seal's, whose papers are stamped
	step		TEXT NOT NULL,	-- trust/automatic.h
	class		TEXT NOT NULL,	-- of documents: the step's own
	assessment	TEXT NOT NULL,	-- the risk, in the assessor's words
	starts		BIGINT NOT NULL,
	ends		BIGINT NOT NULL,	-- its last second
	per_day		BIGINT NOT NULL,	-- stamps a day of +08:00
	assessor	TEXT NOT NULL,	-- person, a reviewer of the unit
	assess_said	TEXT NOT NULL,	-- statement
	granter		TEXT,		-- person, a keeper; NULL: not yet
	grant_said	TEXT,
	granted		BIGINT,
	ender		TEXT,
	end_said	TEXT,
	ended		BIGINT,
	reason		TEXT,		-- why it was ended
	created		BIGINT NOT NULL
);
CREATE INDEX standing_unit ON standing (unit, created, id);
CREATE INDEX standing_live ON standing (unit, step) WHERE state = 'active';

-- A use request (用章申请), moved only along table T3.
CREATE TABLE use_request (
	id		TEXT NOT NULL PRIMARY KEY,
	number		TEXT NOT NULL UNIQUE,
	state		TEXT NOT NULL,
	rev		BIGINT NOT NULL,
	seal		TEXT NOT NULL REFERENCES seal (id),
	unit		TEXT NOT NULL,
	requester	TEXT NOT NULL,
	reviewer	TEXT,
	title		TEXT NOT NULL,	-- what is stamped (R-154)
	class		TEXT NOT NULL,	-- document class (R-172)
	purpose		TEXT NOT NULL,
	format		TEXT NOT NULL,	-- pdf
	file_name	TEXT NOT NULL,
	original	BYTEA NOT NULL,	-- SM3, the file that is approved
	size		BIGINT NOT NULL,
	pages		BIGINT NOT NULL,
	repaired	SMALLINT NOT NULL CHECK (repaired IN (0, 1)),
	place_page	BIGINT NOT NULL,	-- 0 is the first
	place_x		BIGINT NOT NULL,	-- um, top left of the seal
	place_y		BIGINT NOT NULL,
	opinion		TEXT,
	handle		TEXT,		-- in the QR code
	code		TEXT,		-- at the foot of the page
	intent		BIGINT,		-- stamping began; NULL otherwise
	result		BYTEA,		-- SM3 of the stamped file
	policy		BIGINT NOT NULL,
	created		BIGINT NOT NULL,
	changed		BIGINT NOT NULL,
	due		BIGINT,		-- approval lapses (P-22)
	standing	TEXT REFERENCES standing (id)	-- R-167; NULL: a person's
);
CREATE INDEX use_request_requester ON use_request (requester, created, id);
CREATE INDEX use_request_unit ON use_request (unit, state, created, id);
CREATE INDEX use_request_seal ON use_request (seal, created, id);
CREATE INDEX use_request_due ON use_request (due);
CREATE INDEX use_request_original ON use_request (original);
CREATE INDEX use_request_result ON use_request (result);
-- How many a grant has stamped today.
CREATE INDEX use_request_standing ON use_request (standing, changed)
    WHERE standing IS NOT NULL;

-- In which steps a unit's use requests are reviewed (R-156); a unit without
-- rows has one step, by any of its reviewers.
CREATE TABLE review_path (
	unit		TEXT NOT NULL REFERENCES unit (id),
	step		BIGINT NOT NULL,	-- 1 2 3
	person		TEXT,		-- NULL: any reviewer of the unit
	PRIMARY KEY (unit, step)
);

CREATE TABLE use_event (
	use_request	TEXT NOT NULL REFERENCES use_request (id),
	seq		BIGINT NOT NULL,
	at		BIGINT NOT NULL,
	event		TEXT NOT NULL,
	from_state	TEXT NOT NULL,
	to_state	TEXT NOT NULL,
	person		TEXT,
	note		TEXT,
	statement	TEXT,
	policy		BIGINT NOT NULL DEFAULT 0,	-- of the rules in force
	PRIMARY KEY (use_request, seq)
);

-- A stamp that was made: what the public asks for (R-191, R-192).  All its
-- page needs stands here, so that one lookup answers.
CREATE TABLE stamp (
	handle		TEXT NOT NULL PRIMARY KEY,
	code		TEXT NOT NULL UNIQUE,
	use_request	TEXT NOT NULL UNIQUE REFERENCES use_request (id),
	seal		TEXT NOT NULL REFERENCES seal (id),
	version		BIGINT NOT NULL,
	unit		TEXT NOT NULL,
	unit_name	TEXT NOT NULL,
	seal_name	TEXT NOT NULL,
	seal_code	TEXT NOT NULL,
	title		TEXT NOT NULL,
	class		TEXT NOT NULL,
	pages		BIGINT NOT NULL,
	at		BIGINT NOT NULL,
	original	BYTEA NOT NULL,
	data_hash	BYTEA NOT NULL,
	result		BYTEA NOT NULL,
	signature	BYTEA NOT NULL,	-- SM3 of the SES_Signature
	disclosure	TEXT NOT NULL,	-- P-33: facts open second
	valid_to	BIGINT NOT NULL	-- of that version of the seal
);
CREATE INDEX stamp_seal ON stamp (seal, at);
CREATE INDEX stamp_result ON stamp (result);
CREATE INDEX stamp_signature ON stamp (signature);

-- Receipts and notices of a case that are to be sealed under a standing grant:
-- put down with the step they tell of, made and sealed by jobs.
CREATE TABLE receipt (
	id		TEXT NOT NULL PRIMARY KEY,
	request		TEXT NOT NULL REFERENCES request (id),
	seq		BIGINT NOT NULL,	-- the line of its history
	kind		TEXT NOT NULL CHECK (kind IN
			('accept', 'correct', 'refuse', 'receipt')),
	standing	TEXT NOT NULL REFERENCES standing (id),
	state		TEXT NOT NULL CHECK (state IN
			('waiting', 'sealed', 'dropped')),
	use_request	TEXT UNIQUE REFERENCES use_request (id),
	why		TEXT,		-- it waits, or was dropped
	tries		BIGINT NOT NULL,
	next		BIGINT NOT NULL,	-- not looked at before
	at		BIGINT NOT NULL,	-- of the step
	UNIQUE (request, seq)
);
CREATE INDEX receipt_waiting ON receipt (next, id) WHERE state = 'waiting';
CREATE INDEX receipt_standing ON receipt (standing, state);

-- A call to keyd that has begun and is not known to have ended (R-225).
CREATE TABLE intent (
	id		TEXT NOT NULL PRIMARY KEY,	-- the step id for keyd
	kind		TEXT NOT NULL,
	subject		TEXT NOT NULL,
	person		TEXT,
	at		BIGINT NOT NULL
);
CREATE INDEX intent_subject ON intent (subject, kind);

-- One-time numbers sent to a phone (urgent loss report, R-086).
CREATE TABLE phone_code (
	id		TEXT NOT NULL PRIMARY KEY,
	subject		TEXT NOT NULL,	-- what was typed: a seal's code or a
					-- credit code, for the rate
	seals		TEXT NOT NULL,	-- ids of the seals the phone is
					-- registered for; '' it is for none
	phone		TEXT NOT NULL,	-- masked
	address		TEXT NOT NULL,	-- asked from
	hash		BYTEA NOT NULL,	-- HMAC of id and digits
	tries		BIGINT NOT NULL,
	at		BIGINT NOT NULL,
	used		BIGINT,
	request		TEXT		-- the report it became
);
CREATE INDEX phone_code_subject ON phone_code (subject, at);
CREATE INDEX phone_code_address ON phone_code (address, at);

-- Search (R-207 and the lists): two-character pieces of names and numbers.
CREATE TABLE gram (
	gram		TEXT NOT NULL,
	kind		TEXT NOT NULL,	-- request seal
	id		TEXT NOT NULL,
	PRIMARY KEY (gram, kind, id)
) CLUSTERED;
CREATE INDEX gram_id ON gram (kind, id);

-- A seal's picture made ready for stamping (deflated), kept so that each
-- stamp need not decode and deflate it again.
CREATE TABLE seal_picture (
	png		BYTEA NOT NULL PRIMARY KEY,	-- SM3 of the picture
	px_w		BIGINT NOT NULL,
	px_h		BIGINT NOT NULL,
	plain		SMALLINT NOT NULL CHECK (plain IN (0, 1)),
	colour		BYTEA NOT NULL,
	bits		BIGINT NOT NULL,		-- of alpha a pixel
	alpha		BYTEA NOT NULL
);
