-- The little that the public programs (verify, status) may write.  Nothing
-- here is trusted by the office; losing it loses numbers and reports only.

-- How often what was asked, per day.
CREATE TABLE tally (
	name	TEXT NOT NULL,			-- 'verify.file' 'scan'
	day	BIGINT NOT NULL,		-- moment of its midnight
	n	BIGINT NOT NULL,
	PRIMARY KEY (name, day)
);

-- What the public reports: a document that looks forged (R-248), or a
-- receiver that would not take one (R-247).  Nobody is asked for a name; who
-- wants to hear what became of it keeps the number.
CREATE TABLE public_report (
	id	TEXT NOT NULL PRIMARY KEY,
	number	TEXT NOT NULL UNIQUE,		-- told to the reporter
	at	BIGINT NOT NULL,
	kind	TEXT NOT NULL CHECK (kind IN ('forgery', 'refused')),
	code	TEXT NOT NULL,			-- what was typed or scanned
	file	BYTEA,				-- SM3 of the file, if uploaded
	body	TEXT NOT NULL,			-- in the reporter's words
	place	TEXT NOT NULL,			-- who has it, or would not take it
	unit	TEXT NOT NULL,			-- whose seal it is about; '': none
						-- of ours
	address	TEXT NOT NULL			-- where it came from
);
CREATE INDEX public_report_at ON public_report (kind, at, id);
CREATE INDEX public_report_from ON public_report (address, at);
CREATE INDEX public_report_file ON public_report (file);

-- Codes tried from one address, so that nobody walks through them.
CREATE TABLE code_attempt (
	address	TEXT NOT NULL,
	minute	BIGINT NOT NULL,		-- ms / 60000
	n	BIGINT NOT NULL,		-- wrong ones
	PRIMARY KEY (address, minute)
);
CREATE INDEX code_attempt_minute ON code_attempt (minute);

-- As in the office, for programs that may not write there.
CREATE TABLE refusal_count (
	program	TEXT NOT NULL,
	reason	TEXT NOT NULL,
	minute	BIGINT NOT NULL,
	n	BIGINT NOT NULL,
	PRIMARY KEY (program, reason, minute)
);

-- What keyd signed for everybody, kept so that all processes of status give
-- out the same list with the same number (R-203).
CREATE TABLE published (
	name	TEXT NOT NULL PRIMARY KEY,	-- crl.seals crl.staff list.seals
	at	BIGINT NOT NULL,		-- when it was asked for
	starts	BIGINT NOT NULL,		-- thisUpdate
	ends	BIGINT NOT NULL,		-- nextUpdate
	mark	BYTEA NOT NULL,			-- SM3 of the next
	der	BYTEA NOT NULL
);

-- Status answers given again for a few seconds, as long as nothing changed
-- (cgi/work/state.h).
CREATE TABLE state_answer (
	code	TEXT NOT NULL,			-- of the seal
	state	TEXT NOT NULL,			-- what the register said
	number	BIGINT NOT NULL,		-- keyd's, of the last change seen
	at	BIGINT NOT NULL,		-- the moment it is about
	der	BYTEA NOT NULL,
	cert	BYTEA NOT NULL,
	PRIMARY KEY (code, state)
);
CREATE INDEX state_answer_at ON state_answer (at);

-- OCSP answers given again as long as nothing changed (cgi/work/responder.h).
-- Only of certificates keyd issued, so there are no more than of these.
CREATE TABLE ocsp_answer (
	id	BYTEA NOT NULL PRIMARY KEY,	-- the CertID's parts, in a row
	number	BIGINT NOT NULL,		-- keyd's, of the last change seen
	starts	BIGINT NOT NULL,		-- thisUpdate
	ends	BIGINT NOT NULL,		-- nextUpdate
	mark	BYTEA NOT NULL,			-- SM3 of the next
	der	BYTEA NOT NULL
);
CREATE INDEX ocsp_answer_ends ON ocsp_answer (ends);
