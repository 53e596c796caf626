/* What the files of "der" share. */
#ifndef DER_LOCAL_H
#define DER_LOCAL_H

#include "base/calendar.h"
#include "der/der.h"

/* A time's parts in UTC; 0 unless whole seconds, Zulu, a real moment. */
int	 der_time_split(const struct der *t, struct civil *c);
/* Whether every byte is of PrintableString. */
int	 der_is_printable(struct bytes b);

#endif
