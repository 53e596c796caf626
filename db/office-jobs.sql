-- Timed work (R-244): the last period each job ran for.  Taking a period is
-- one statement, so two instances do not run it twice.
CREATE TABLE job (
	name	TEXT NOT NULL PRIMARY KEY,
	period	BIGINT NOT NULL,	-- its start
	taken	BIGINT NOT NULL,	-- when somebody began
	done	BIGINT,			-- NULL: under way, or broken off
	result	TEXT			-- what came of it, for the page
);
