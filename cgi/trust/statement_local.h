/* What the two files of statements share; for "trust" alone. */
#ifndef TRUST_STATEMENT_LOCAL_H
#define TRUST_STATEMENT_LOCAL_H

#include "trust/statement.h"

/* Why the fields make no statement; NULL where they do. */
const char	*statement_fault(const struct statement_fields *s);

#endif
