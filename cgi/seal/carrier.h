/*
 * Carriers (载体): UKeys from the stock of blank ones on, and what holds a
 * hosted seal; their history, stock by unit, transfers.  They move only along
 * T5 (seal/table.h).  Functions that write belong inside the caller's
 * transaction.
 */
#ifndef SEAL_CARRIER_H
#define SEAL_CARRIER_H

#include <stdint.h>

#include "base/id.h"
#include "base/pool.h"
#include "form/form.h"
#include "office/office.h"
#include "seal/request.h"
#include "seal/table.h"
#include "store/store.h"

/* --- kinds and devices (R-139) ------------------------------------------- */

struct carrier_kind {
	const char	*name, *label;
	int		 handed_out;	/* a thing with a stock and a holder */
	int		 late;		/* its device is known when delivered */
	const char	*devices;	/* types it may be, with blanks between */
};
/* By name; NULL where there is none.  The k-th; NULL past the end. */
const struct carrier_kind *carrier_kind_find(const char *name);
const struct carrier_kind *carrier_kind_nth(size_t k);
/* Kinds and types of device with their words, for forms and pages. */
extern const struct choice carrier_kinds[], carrier_devices[];

#define CARRIER_UKEY	"usbkey"
#define CARRIER_HOSTED	"hosted"
#define CARRIER_PACKAGE	"package"	/* a crypto device of the unit's */
#define CARRIER_SOFT	"softfile"	/* demonstration and tests */

/*
 * Why such a device is not one a seal or key may rest in, as a sentence; NULL
 * where it is: the type on the list for the kind, model and product
 * certificate number said.  A software module stands in where there is none
 * and has no certificate.  Pure.
 */
const char	*carrier_device_refusal(const char *kind, const char *device,
		    const char *model, const char *certificate);

#define SERIAL_MIN	4
#define SERIAL_MAX	40
/* Why a serial cannot be one, as a sentence; NULL where it can: letters,
 * digits and hyphens as they are printed on the thing.  Pure. */
const char	*carrier_serial_refusal(const char *serial);

/* --- the record ---------------------------------------------------------- */

struct carrier {
	const char	*id, *kind, *serial;
	int		 state;			/* enum carrier_state */
	int64_t		 rev;
	const char	*unit, *device, *model, *certificate;
	const char	*person, *org, *keeper, *seal, *transfer; /* or NULL */
	int		 must_pin;
	int64_t		 called, created, changed;	/* ms; 0: not */
	/* read only */
	const char	*unit_name, *person_name, *org_name, *keeper_name;
	const char	*seal_code, *seal_name;		/* or NULL */
};

/* "景经办", "清泉学校（鲍保管）", a seal's name; "" for nobody. */
const char	*carrier_holder(struct pool *pool, const struct carrier *c);

struct carrier_move {
	const struct flow_row *row;
	const char	*note, *evidence;	/* NULL: none */
	const char	*witness, *statement;	/* ids, or NULL */
	/* CF_BIND, CE_SUCCEED: whose it is */
	const char	*person, *org, *keeper;
	const char	*holder;		/* in words; NULL: as it was */
	const char	*transfer;		/* CF_TRANSFER */
	const char	*unit;			/* CF_MOVED */
};

/* Insert with its first event; c->id becomes "id".  ST_CONFLICT: the serial
 * is known. */
enum status	 carrier_add(struct store *db, const struct actor *who,
		    struct carrier *c, const struct carrier_move *move,
		    char id[ID_LEN + 1], struct fault *f);
/* ST_CONFLICT: somebody moved it first, or its holder has a live one. */
enum status	 carrier_step(struct store *db, const struct actor *who,
		    struct carrier *c, const struct carrier_move *move,
		    struct fault *f);
enum status	 carrier_load(struct store *db, struct pool *pool,
		    const char *id, struct carrier *out, struct fault *f);
/* A UKey by what is printed on it; of other kinds by kind. */
enum status	 carrier_by_serial(struct store *db, struct pool *pool,
		    const char *kind, const char *serial,
		    struct carrier *out, struct fault *f);
/* The live one of a person, a unit; ST_ABSENT: none. */
enum status	 carrier_of_person(struct store *db, struct pool *pool,
		    const char *person, struct carrier *out,
		    struct fault *f);
enum status	 carrier_of_org(struct store *db, struct pool *pool,
		    const char *org, struct carrier *out, struct fault *f);
/* As it stands in the row of a question that begins with its columns; for the
 * folder alone. */
record_reader	 carrier_read;
/* The last one a seal has or had. */
enum status	 carrier_of_seal(struct store *db, struct pool *pool,
		    const char *seal, struct carrier *out, struct fault *f);

struct carrier_line {
	int64_t		 at;
	const char	*event, *from, *to, *unit_name;
	const char	*person_name, *witness_name;	/* or NULL */
	const char	*holder, *note, *evidence;
};
/* Newest first, at most "max". */
enum status	 carrier_history(struct store *db, struct pool *pool,
		    const char *carrier, size_t max,
		    struct carrier_line **out, size_t *n, struct fault *f);

/* --- a seal leads (R-151) ------------------------------------------------ */

/*
 * The event of T5 that an event of T2 brings about in a carrier of its seal;
 * -1: none.  "broken": the seal is exchanged for that reason.  Pure.
 */
int		 carrier_event_of(int handed_out, int state, int seal_event,
		    int broken);
/* For seal.c, after a step of the seal, and for who takes one over. */
enum status	 carrier_follow(struct store *db, const struct actor *who,
		    const char *seal, int seal_event, int broken,
		    struct fault *f);
/*
 * What the delivery wrote down of a seal's device; ST_INVALID: not one
 * it may rest in.
 */
enum status	 carrier_device(struct store *db, struct pool *pool,
		    const char *seal, const char *device,
		    const char *certificate, struct fault *f);
/* What holds a seal, personalised (T1, A11 load). */
enum status	 carrier_load_seal(struct store *db, const struct actor *who,
		    const struct carrier *c, struct fault *f);
/*
 * The live UKey of a person follows what keyd says of the key it stands for:
 * CE_LOCK, CE_PIN_DUE, CE_PIN_SET by the system, CE_UNLOCK by who unlocked it
 * (statement), CE_CALL_BACK.  Nothing where there is none or no row.
 */
enum status	 carrier_follow_person(struct store *db, struct pool *pool,
		    const struct actor *who, const char *person, int event,
		    const char *note, const char *statement,
		    struct fault *f);

/* --- tables -------------------------------------------------------------- */

struct carrier_ask {
	const char	*unit, *kind;
	int		 state;		/* -1: all */
	const char	*text;		/* NULL: no search; 2 characters up */
	const char	*after;		/* page behind this serial; NULL: first */
	size_t		 max;		/* rows wanted, at most CARRIERS_MAX */
};
#define CARRIERS_MAX	500

/* By serial.  ST_INVALID: the text is too short to be searched for. */
enum status	 carrier_list(struct store *db, struct pool *pool,
		    const struct carrier_ask *ask, struct carrier **out,
		    size_t *n, int *more, struct fault *f);
/* The statements of it, for EXPLAIN tests; NULL past the end. */
const struct sql *carrier_list_statement(size_t k);
/* How many of a kind a unit has in each state. */
enum status	 carrier_counts(struct store *db, const char *unit,
		    const char *kind, int64_t out[CARRIER_STATE__N],
		    struct fault *f);
/* Every blank one in stock, and those of a transfer, by serial. */
#define STOCK_MAX	3000	/* of one unit: a count by hand ends there */
enum status	 carrier_stock(struct store *db, struct pool *pool,
		    const char *unit, struct carrier **out, size_t *n,
		    struct fault *f);
enum status	 carrier_of_transfer(struct store *db, struct pool *pool,
		    const char *transfer, struct carrier **out, size_t *n,
		    struct fault *f);

#endif
