/*
 * What a statement is about.  The same stored records must give the same
 * digest when the statement is shown years later, so nothing here
 * may depend on what changes afterwards.
 */
#include <string.h>

#include "trust/digest.h"
#include "work/device_file.h"
#include "work/local.h"
#include "work/package.h"
#include "work/takeover.h"

#define FIELDS 96		/* seven materials and their verdicts, room */

struct list {
	struct digest_field	 f[FIELDS];
	size_t			 n;
};

static void
add(struct list *l, struct digest_field f)
{
	if (l->n < FIELDS)
		l->f[l->n++] = f;
}

static void
add_materials(struct list *l, const struct dossier *d, int verdicts)
{
	size_t	 i;

	for (i = 0; i < d->nmaterials && i < 12; i++) {
		add(l, digest_text("item", d->materials[i].item));
		add(l, digest_bytes("digest", d->materials[i].digest));
		if (!verdicts)
			continue;
		add(l, digest_text("verdict", d->materials[i].verdict));
		add(l, digest_text("fault", d->materials[i].fault));
	}
}

static void
add_imprint(struct list *l, const struct dossier *d)
{
	add(l, digest_bytes("png", d->imprint.png));
	add(l, digest_int("um_w", d->imprint.um_w));
	add(l, digest_int("um_h", d->imprint.um_h));
	add(l, digest_text("same", d->imprint.same));
	add(l, digest_bytes("scan", d->imprint.scan));
	add(l, digest_text("quality", d->imprint.quality));
	add(l, digest_text("override", d->imprint.override));
}

/* What besides the answers an event is about. */
#define ABOUT_MATERIALS	1u
#define ABOUT_VERDICTS	2u
#define ABOUT_IMPRINT	4u
#define ABOUT_FACTS	8u	/* keyd's own digest, nothing else */
#define ABOUT_SEAL	16u	/* the seal alone: said before there are papers */

#define ABOUT_CODING	32u	/* what came for the code */
#define ABOUT_TAKEOVER	64u	/* keyd's digest of a seal taken over */

static const unsigned abouts[REQUEST_EVENT__N] = {
	[EV_URGENT] = ABOUT_SEAL,
	[EV_SUBMIT] = ABOUT_MATERIALS,
	[EV_RESUBMIT] = ABOUT_MATERIALS,
	[EV_RETURN] = ABOUT_MATERIALS | ABOUT_VERDICTS,
	[EV_REJECT] = ABOUT_MATERIALS | ABOUT_VERDICTS,
	[EV_VERIFY] = ABOUT_MATERIALS | ABOUT_VERDICTS,
	[EV_RESUME] = ABOUT_MATERIALS | ABOUT_VERDICTS,
	[EV_PERMIT] = ABOUT_MATERIALS | ABOUT_VERDICTS,
	[EV_PUT_IMAGE] = ABOUT_IMPRINT,
	[EV_CONFIRM_IMAGE] = ABOUT_IMPRINT,
	[EV_REJECT_IMAGE] = ABOUT_IMPRINT,
	[EV_CODE] = ABOUT_CODING,
	[EV_APPROVE] = ABOUT_FACTS,
	[EV_GENERATE] = ABOUT_FACTS,
	[EV_PROVE] = ABOUT_FACTS,
	[EV_PROPOSE] = ABOUT_TAKEOVER,
	[EV_TAKE_OVER] = ABOUT_TAKEOVER,
};

/*
 * The answers as the applicant gave them.  What the clerk enters later (fields
 * 9, 10 and 13) is signed with the note of "enter", so that statements made
 * before still fit the record.
 */
static enum status
add_answers(struct req *r, struct list *l, const struct dossier *d,
    unsigned char app[32])
{
	struct application	 a = d->app;
	enum status		 st;

	a.approving_name = a.approving_region = a.package = "";
	st = application_digest(&a, app, r->fault);
	if (st == ST_OK)
		add(l, digest_bytes("application", bytes_of(app, 32)));
	return st;
}

enum status
case_need_digest(struct req *r, const struct dossier *d,
    const struct need_said *n, unsigned char out[32])
{
	unsigned char	 app[32];
	struct list	 l = { .n = 0 };
	enum status	 st;

	add(&l, digest_text("request", d->request.id));
	add(&l, digest_int("version", d->request.version));
	add(&l, digest_int("agreed", n->agreed));
	add(&l, digest_text("note", n->note));
	st = add_answers(r, &l, d, app);
	return st == ST_OK ? digest_fields("need", l.f, l.n, out,
	    r->fault) : st;
}

/* The key is never signed over, only its salted digest. */
enum status
case_coding_digest(struct req *r, const struct dossier *d,
    const struct coding *c, unsigned char out[32])
{
	const struct digest_field	 f[] = {
		digest_text("request", d->request.id),
		digest_text("number", d->request.number),
		digest_text("code", c->code),
		digest_text("source", c->source),
		digest_text("police_info", c->police_info),
		digest_bytes("police_key", c->police_digest.n == 0 ?
		    bytes_of(NULL, 0) : c->police_digest),
		digest_text("receipt", c->receipt),
		digest_bytes("evidence", c->evidence.digest),
	};

	return digest_fields("coding", f, NITEMS(f), out, r->fault);
}

/* All that was written down of a seal taken over, beside what it says. */
enum status
case_takeover_record(struct req *r, const struct dossier *d,
    const struct seal_import *i, unsigned char out[32])
{
	unsigned char	 app[32];
	struct list	 l = { .n = 0 };
	enum status	 st;

	add(&l, digest_text("request", d->request.id));
	add(&l, digest_text("number", d->request.number));
	add(&l, digest_text("source", i->source));
	add(&l, digest_text("device", i->device));
	add(&l, digest_text("device_cert", i->device_cert));
	add(&l, digest_bytes("chain", i->chain));
	if ((st = add_answers(r, &l, d, app)) != ST_OK)
		return st;
	add_materials(&l, d, 0);
	add(&l, digest_bytes("png", d->imprint.png));
	return digest_fields("take-over", l.f, l.n, out, r->fault);
}

enum status
case_digest(struct req *r, const struct dossier *d, int event,
    const char *note, unsigned char out[32])
{
	const unsigned		 about = abouts[event];
	struct keyd_facts	 facts;
	unsigned char		 app[32];
	struct list		 l = { .n = 0 };
	enum status		 st;

	if (event == EV_PROVE && case_in_device(&d->app))
		return device_renew_about(r, d, out);
	if (about & ABOUT_FACTS) {
		st = case_facts(r, d, &facts);
		return st == ST_OK ? keyd_facts_digest(&facts, out,
		    r->fault) : st;
	}
	if (about & ABOUT_TAKEOVER)
		return takeover_digest(r, d, out);
	if ((about & ABOUT_CODING) && d->ncodings > 0)
		return case_coding_digest(r, d, &d->codings[0], out);
	add(&l, digest_text("request", d->request.id));
	if (about & ABOUT_SEAL) {
		add(&l, digest_text("seal", d->seal.code));
		return digest_fields("request", l.f, l.n, out, r->fault);
	}
	add(&l, digest_text("number", d->request.number));
	add(&l, digest_text("event", d->business->flow->events[event].name));
	add(&l, digest_text("note", note));
	add(&l, digest_text("reason", d->request.reason));
	if ((st = add_answers(r, &l, d, app)) != ST_OK)
		return st;
	if (about & (ABOUT_MATERIALS | ABOUT_VERDICTS))
		add_materials(&l, d, (about & ABOUT_VERDICTS) != 0);
	if (about & ABOUT_IMPRINT)
		add_imprint(&l, d);
	return digest_fields("request", l.f, l.n, out, r->fault);
}

/* property.type of GB/T 38540: the two digits of codes.md 8 as a number. */
static int64_t
seal_type(const char *sub_kind)
{
	static const struct {
		const char	*kind;
		int64_t		 type;
	} types[] = {
		{ "FR", 1 }, { "CW", 2 }, { "FP", 3 }, { "HT", 4 },
		{ "ZW", 5 }, { "SM", 5 },
	};
	size_t	 i;

	for (i = 0; i < NITEMS(types); i++)
		if (strcmp(types[i].kind, sub_kind) == 0)
			return types[i].type;
	return 99;
}

int
case_is_third(struct req *r, const struct dossier *d)
{
	if (d->business->flow != &flow_apply &&
	    d->business->flow != &flow_renew)
		return 0;
	if (d->request.certifier != NULL)
		return strcmp(d->request.certifier, CERTIFIER_THIRD) == 0;
	return policy_has(r->db, "P-47", d->app.org_type);
}

enum status
case_facts(struct req *r, const struct dossier *d, struct keyd_facts *out)
{
	const char	*region = d->app.org_region;
	enum status	 st;

	memset(out, 0, sizeof(*out));
	if (!d->has_imprint || d->imprint.png.n != 32)
		return fault_set(r->fault, ST_CONFLICT, "%s: no imprint",
		    d->request.number);
	out->request = d->request.id;
	out->unit = d->request.unit;
	out->unit_name = d->app.org_name;
	out->unit_code = d->app.org_code;
	out->seal_name = d->app.seal_name;
	out->seal_type = seal_type(d->app.sub_kind);
	out->picture_type = "PNG";
	memcpy(out->picture_sm3, d->imprint.png.p, 32);
	out->mm_w = (d->imprint.um_w + 500) / 1000;
	out->mm_h = (d->imprint.um_h + 500) / 1000;
	out->months = d->request.months;
	if (case_is_third(r, d))
		out->certifier = FACTS_THIRD;
	if (d->business->flow == &flow_renew)
		out->renews = d->seal.code;
	if (case_in_device(&d->app) && (st = package_request(r, &d->app,
	    &out->device)) != ST_OK)
		return st;
	st = region_above(r->db, r->pool, region, &out->province, &out->city,
	    r->fault);
	return st;
}
