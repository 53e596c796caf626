-- Timed work (R-244): the last period each job ran for.  Taking a period is
-- one statement, so two instances do not run it twice.
CREATE TABLE job (
	name	TEXT NOT NULL PRIMARY KEY,
	period	BIGINT NOT NULL,	-- its start
	taken	BIGINT NOT NULL,	-- when somebody began
	done	BIGINT,			-- NULL: under way, or broken off
	result	TEXT			-- what came of it, for the page
);

-- What a person was reminded of, one row a thing (R-242); a thing used since
-- is told of anew.
CREATE TABLE reminder (
	kind	TEXT NOT NULL,		-- unused renewal carriers
	subject	TEXT NOT NULL,		-- the seal, or the unit
	since	BIGINT NOT NULL,	-- what its deadline counts from
	days	SMALLINT NOT NULL,	-- before the deadline, the latest told
	first	BIGINT NOT NULL,	-- when the first was told
	PRIMARY KEY (kind, subject)
);

-- The clock as jobs saw it last (R-238), one row: what stands here and is
-- later than now means that the clock was moved back.
CREATE TABLE clock_seen (
	id	SMALLINT NOT NULL PRIMARY KEY CHECK (id = 1),
	seen	BIGINT NOT NULL,	-- once a minute, and after each step
	stepped	BIGINT,			-- when the last step was noticed
	step	BIGINT			-- how far; below 0: back
);
