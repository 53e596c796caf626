/*
 * Seals and signatures from strangers: read, judge, explain.  Nothing made
 * up by a fuzzer may be good: no chain is handed in, so not even a sample.
 *
 * clang -fsanitize=fuzzer,address,undefined; corpus: tests/data/generated.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "trust/inspect.h"
#include "trust/ses.h"

int	 LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int yes)
{
	if (!yes)
		abort();
}

/* All that is borrowed lies within the input. */
static void
within(struct bytes in, struct bytes part)
{
	must(part.p == NULL || (part.p >= in.p &&
	    part.p + part.n <= in.p + in.n));
}

static void
seal_within(struct bytes in, const struct ses_seal *s)
{
	struct bytes		 rest = s->cert_list;
	struct ses_signer	 who;
	struct ses_ext		 e;

	within(in, s->whole);
	within(in, s->info);
	within(in, s->es_id);
	within(in, s->name);
	within(in, s->picture);
	within(in, s->cert);
	within(in, s->signature);
	while (ses_signer_next(s, &rest, &who))
		within(in, who.cert);
	must(rest.n == 0);
	rest = s->ext;
	while (ses_ext_next(&rest, &e))
		within(in, e.value);
	must(rest.n == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct bytes	 in = bytes_of(data, size);
	const struct ses_ask	 ask = { INT64_C(1795132800000), NULL, NULL,
				    NULL };
	struct ses_signature	 sig;
	struct ses_verdict	 v;
	struct ses_seal		 seal;
	struct buf		 out;

	must(ses_signature_judge(in, &ask, &sig, &v, NULL) == ST_OK);
	must(!ses_is_good(&v));
	if (v.read) {
		within(in, sig.tbs);
		within(in, sig.cert);
		seal_within(in, &sig.seal);
	}
	must(ses_seal_judge(in, &ask, &seal, &v, NULL) == ST_OK);
	must(!ses_is_good(&v));
	if (v.read)
		seal_within(in, &seal);
	buf_init(&out, INSPECT_ROOM);
	inspect_print(in, ask.now, &out);
	must(buf_ok(&out) && utf8_valid((const char *)out.p, out.n));
	buf_free(&out);
	return 0;
}
