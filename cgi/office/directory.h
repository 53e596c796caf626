/*
 * The office's directory beyond what every program needs: lists of units,
 * people and grants, boxed personal data, routing.  office.h includes it.
 */
#ifndef OFFICE_DIRECTORY_H
#define OFFICE_DIRECTORY_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/fault.h"
#include "base/id.h"
#include "base/pool.h"
#include "store/store.h"
#include "trust/role.h"

struct unit;
struct person;

/*
 * Why a unit may not hang from this parent (NULL: from none), as a sentence
 * for the page; NULL where it may.  Pure.
 */
const char	*unit_place_refusal(const struct unit *unit,
		    const struct unit *parent);
/*
 * The same against the database, circles included: ST_INVALID and *why
 * (which may be NULL) where unit_add or unit_save would refuse.
 */
enum status	 unit_check_place(struct store *db, const struct unit *unit,
		    const char **why, struct fault *f);
/* Units right below, by name; "after" is the last one seen or NULL. */
enum status	 unit_children(struct store *db, struct pool *pool,
		    const char *parent, const struct unit *after,
		    struct unit *out, size_t room, size_t *n,
		    struct fault *f);
/*
 * The desk for a region and a type of unit: county, city, province
 * in this order, a row for the type before one for every type ("").
 */
enum status	 unit_route(struct store *db, struct pool *pool,
		    const char *region, const char *type, struct unit *out,
		    struct fault *f);
enum status	 unit_map_desk(struct store *db, const char *region,
		    const char *type, const char *desk, struct fault *f);

/* What is mapped, by region and type; "" is every type. */
struct desk_row {
	const char	*region, *type, *desk_name;
	char		 desk[ID_LEN + 1];
};
#define DESK_ROWS_MAX 500	/* a province's counties and some types */
enum status	 unit_desk_rows(struct store *db, struct pool *pool,
		    struct desk_row **out, size_t *n, struct fault *f);

/* Boxed by keyd's key of the person; the mask is for lists. */
struct person_contact {
	const char	*phone_mask, *idno_mask;
	struct bytes	 phone_box, phone_find;
	struct bytes	 idno_box, idno_find;
};

enum status	 person_set_contact(struct store *db, const char *id,
		    const struct person_contact *c, struct fault *f);
enum status	 person_contact(struct store *db, struct pool *pool,
		    const char *id, struct person_contact *out,
		    struct fault *f);
enum status	 person_by_phone(struct store *db, struct pool *pool,
		    struct bytes find, struct person *out, struct fault *f);
/* active, left or blocked; compares p->rev. */
enum status	 person_set_state(struct store *db, struct person *p,
		    const char *state, struct fault *f);
/* Note the moment of a sign-in. */
enum status	 person_signed_in(struct store *db, const char *id,
		    struct fault *f);
/* Whoever has or had a grant in the unit, by login, after that login. */
enum status	 person_in_unit(struct store *db, struct pool *pool,
		    const char *unit, const char *after, struct person *out,
		    size_t room, size_t *n, struct fault *f);

struct grant {
	char		 id[ID_LEN + 1];
	char		 person[ID_LEN + 1], unit[ID_LEN + 1];
	const char	*person_name, *unit_name;
	enum role	 role;		/* ROLE__N: no longer known */
	int64_t		 from, to;	/* [from, to); to 0 is open */
};

#define GRANT_LIST_MAX 200	/* rows of one list */

enum status	 grant_list(struct store *db, struct pool *pool,
		    const char *person, struct grant **out, size_t *n,
		    struct fault *f);
enum status	 grant_of_unit(struct store *db, struct pool *pool,
		    const char *unit, struct grant **out, size_t *n,
		    struct fault *f);
/* The ids of those who hold a role somewhere at a moment, each once. */
#define GRANT_HOLDERS_MAX 200	/* of a role few have: administrators */
enum status	 grant_holders(struct store *db, struct pool *pool,
		    enum role role, int64_t at, const char ***out, size_t *n,
		    struct fault *f);
/* Why grant_give would refuse, as a sentence; *why NULL where not. */
enum status	 grant_conflict(struct store *db, const char *person,
		    enum role role, int64_t from, int64_t to,
		    const char **why, struct fault *f);

#endif
