/* For the folder alone: the vocabulary the tables are written in. */
#ifndef SEAL_LOCAL_H
#define SEAL_LOCAL_H

#include "flow/flow.h"

extern const struct flow_word request_states[], request_events[],
		    seal_states[], seal_events[], use_states[], use_events[],
		    carrier_states[], carrier_events[];

#endif
