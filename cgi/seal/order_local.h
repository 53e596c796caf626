/* Shared by the files of certificate orders alone. */
#ifndef SEAL_ORDER_LOCAL_H
#define SEAL_ORDER_LOCAL_H

#include "seal/order.h"

/* A struct cert_order of the columns below. */
extern const struct record cert_order_record;
#define ORDER_SELECT							\
	"SELECT o.id, o.batch, o.unit, o.request, o.seq, o.rev, o.due,"	\
	"       o.created, o.changed, o.state, o.materials, o.certificate,"	\
	"       o.reason,"						\
	"       q.number, q.business, q.org_name, q.seal_name,"		\
	"       b.number, q.state"					\
	"  FROM cert_order o JOIN request q ON q.id = o.request"	\
	"  JOIN cert_batch b ON b.id = o.batch"

#endif
