/*
 * OCSP on any bytes: a stranger's request, an answer, and the list of seals
 * not to be trusted.  A request that is taken says the same when written and
 * read again.
 *
 * clang -fsanitize=fuzzer,address,undefined; seeds: tests/data/fuzz/ocsp.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "trust/ocsp.h"
#include "trust/seal_list.h"

int	 LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int yes)
{
	if (!yes)
		abort();
}

static void
request(struct bytes in)
{
	struct ocsp_id	 id, again;
	struct buf	 b;

	if (ocsp_request_read(in, &id, NULL) != ST_OK)
		return;
	must(id.nserial > 0 && id.nserial <= CERT_SERIAL);
	buf_init(&b, OCSP_REQUEST);
	ocsp_request_write(&id, &b);
	must(buf_ok(&b));
	must(ocsp_request_read(buf_view(&b), &again, NULL) == ST_OK);
	must(ocsp_id_same(&id, &again));
	buf_free(&b);
}

static void
response(struct bytes in)
{
	struct ocsp_response	 r;
	struct ocsp_answer	 a;
	struct bytes		 rest;

	if (ocsp_response_read(in, &r, NULL) != ST_OK)
		return;
	must(ocsp_refusal_name(r.refusal) != NULL);
	for (rest = r.responses; ocsp_next(&rest, &a);)
		must(a.state < OCSP_STATE__N);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const unsigned char	 nobody[SM2_PUBLIC] = { 4 };
	const struct bytes	 in = bytes_of(data, size);
	struct seal_list_info	 info;
	struct seal_list_entry	 e;
	struct bytes		 cert, rest;

	request(in);
	response(in);
	if (seal_list_cert(in, &cert, NULL) == ST_OK)
		must(cert.p > data && cert.p + cert.n <= data + size);
	must(seal_list_read(in, nobody, &info, &rest, NULL) != ST_OK);
	for (rest = in; seal_list_next(&rest, &e);)
		must(e.kind < LISTED__N);
	return 0;
}
