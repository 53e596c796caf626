/* Shared by the two files of incidents: how a record is read. */
#ifndef SEAL_INCIDENT_LOCAL_H
#define SEAL_INCIDENT_LOCAL_H

#include "seal/incident.h"

/* The columns are those that incident_read takes. */
#define INCIDENT_SELECT							\
	"SELECT i.id, i.number, i.unit, i.rev, i.state, i.kind,"	\
	"       i.source, i.source_ref, i.summary, i.day, i.seal,"	\
	"       i.request, i.org, i.measures, i.notified, i.result,"	\
	"       i.created, i.changed, u.name, s.name, s.code, q.number,"	\
	"       o.name, COALESCE(o.region, u.region)"
#define INCIDENT_NAMES							\
	"  JOIN unit u ON u.id = i.unit"				\
	"  LEFT JOIN seal s ON s.id = i.seal"				\
	"  LEFT JOIN request q ON q.id = i.request"			\
	"  LEFT JOIN unit o ON o.id = i.org"

record_reader	 incident_read;

#endif
