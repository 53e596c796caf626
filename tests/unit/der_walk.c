/*
 * The strict walk, the reader, the writer and the table of identifiers.
 * Refusals first: spellings that BER allows and DER does not.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <openssl/asn1.h>
#include <openssl/objects.h>

#include "base/calendar.h"
#include "base/coding.h"
#include "base/fault.h"
#include "base/limits.h"
#include "der/der.h"

static struct bytes
unhex(const char *hex, unsigned char *room, size_t size)
{
	const size_t	 n = strlen(hex) / 2;

	assert_true(n <= size);
	assert_true(hex_read(hex, room, n));
	return bytes_of(room, n);
}

static void
what_only_ber_allows_is_refused(void **state)
{
	static const struct { const char *why, *hex; } bad[] = {
		{ "nothing", "" },
		{ "cut header", "30" },
		{ "cut content", "3003020101" "00" },
		{ "something behind", "0500" "00" },
		{ "indefinite length", "30800201010000" },
		{ "long form for a short length", "30810302" "0101" },
		{ "length with leading zero", "3082000302" "0101" },
		{ "length of five bytes", "30850000000003020101" },
		{ "reserved length", "30ff" },
		{ "length past the end", "308400ffffff" },
		{ "high tag number", "1f8101" "00" },
		{ "boolean neither 00 nor ff", "010101" },
		{ "boolean of two bytes", "0102ffff" },
		{ "empty boolean", "0100" },
		{ "empty integer", "0200" },
		{ "integer with leading zeros", "02020001" },
		{ "integer with leading ones", "0202ff80" },
		{ "null with content", "050100" },
		{ "empty bit string", "0300" },
		{ "eight unused bits", "030208ff" },
		{ "unused bits without bytes", "030101" },
		{ "unused bits not zero", "030201ff" },
		{ "constructed octet string", "2403" "040100" },
		{ "constructed bit string", "2304" "03020000" },
		{ "primitive sequence", "1000" },
		{ "primitive set", "1100" },
		{ "empty oid", "0600" },
		{ "oid not ended", "06022a81" },
		{ "oid number with leading zero", "06032a8001" },
		{ "overlong utf8", "0c02c080" },
		{ "surrogate in utf8", "0c03eda080" },
		{ "ia5 with the high bit", "1601e9" },
		{ "utc time without seconds", "170b323130363031303230335a" },
		{ "utc time with offset",
		    "1711" "3231303630313130303330342b30383030" },
		{ "generalized time with fraction",
		    "1811" "32303231303630313032303330342e355a" },
		{ "day that does not exist",
		    "180f" "32303231303233303032303330345a" },
		{ "second 60", "180f" "32303231303630313032303336305a" },
		{ "set out of order", "3106" "020102" "020101" },
		{ "end of contents", "0000" },
		{ "real", "0900" },
		{ "embedded garbage", "30040201" "0102" },
		{ "garbage in a context tag", "a00205" "01" },
	};
	unsigned char	 room[64];
	struct fault	 f = { 0 };

	(void)state;
	for (size_t i = 0; i < NITEMS(bad); i++)
		if (der_strict(unhex(bad[i].hex, room, sizeof(room)), &f) !=
		    ST_INVALID)
			fail_msg("taken: %s", bad[i].why);
}

static void
der_is_taken(void **state)
{
	static const char *const good[] = {
		"0500", "0101ff", "010100", "020100", "02020080", "0201ff",
		"0202ff7f", "030100", "030200ff", "03020780", "0400",
		"06082a811ccf55018375", "3000", "3100", "3106020101020102",
		"a003020101", "800101", "170d3231303630313032303330345a",
		"180f32303231303630313032303330345a", "0c03e58db0",
		"3106020101020101",
	};
	unsigned char	 room[64];
	struct fault	 f = { 0 };

	(void)state;
	for (size_t i = 0; i < NITEMS(good); i++)
		if (der_strict(unhex(good[i], room, sizeof(room)), &f) !=
		    ST_OK)
			fail_msg("refused: %s %s", good[i], f.text);
}

static void
depth_is_capped(void **state)
{
	unsigned char	 nest[2 * (LIMIT_DER_DEPTH + 1)];
	struct fault	 f = { 0 };

	(void)state;
	for (size_t i = 0; i <= LIMIT_DER_DEPTH; i++) {
		nest[2 * i] = DER_SEQ;
		nest[2 * i + 1] = (unsigned char)(2 *
		    (LIMIT_DER_DEPTH - i));
	}
	assert_int_equal(der_strict(bytes_of(nest, sizeof(nest)), &f),
	    ST_INVALID);
	assert_int_equal(der_strict(bytes_of(nest + 2, sizeof(nest) - 2),
	    &f), ST_OK);
}

static void
first_element_stands_in_padding(void **state)
{
	static const unsigned char	 in[] = { 0x02, 1, 5, 0, 0, 0 };
	struct bytes			 whole;

	(void)state;
	assert_int_equal(der_strict_first(bytes_of(in, sizeof(in)), &whole,
	    NULL), ST_OK);
	assert_int_equal(whole.n, 3);
	assert_ptr_equal(whole.p, in);
}

/* What the writer writes, for every number and length around the edges. */
static void
written_is_strict_and_reads_back(void **state)
{
	static const int64_t	 numbers[] = { 0, 1, -1, 127, 128, -128,
	    -129, 255, 256, 32767, 32768, INT32_MAX, INT64_MAX, INT64_MIN };
	static const size_t	 sizes[] = { 0, 1, 127, 128, 255, 256, 65535,
	    65536 };
	static unsigned char	 data[65536];
	struct der_out		 o;
	struct buf		 b;
	struct bytes		 in;
	struct der		 d, e;
	int64_t			 v;

	(void)state;
	buf_init(&b, MIB);
	der_out_start(&o, &b);
	der_begin(&o, DER_SEQ);
	for (size_t i = 0; i < NITEMS(numbers); i++)
		der_put_int(&o, numbers[i]);
	for (size_t i = 0; i < NITEMS(sizes); i++) {
		der_begin(&o, DER_CTX(3));
		der_put_octets(&o, bytes_of(data, sizes[i]));
		der_end(&o);
	}
	der_end(&o);
	assert_int_equal(der_out_end(&o, NULL), ST_OK);
	assert_int_equal(der_strict(buf_view(&b), NULL), ST_OK);
	in = buf_view(&b);
	assert_true(der_take(&in, DER_SEQ, &d));
	assert_int_equal(in.n, 0);
	in = d.body;
	assert_int_equal(der_count(in), NITEMS(numbers) + NITEMS(sizes));
	for (size_t i = 0; i < NITEMS(numbers); i++) {
		assert_true(der_take(&in, DER_INTEGER, &e));
		assert_true(der_number(e.body, &v));
		assert_int_equal(v, numbers[i]);
	}
	for (size_t i = 0; i < NITEMS(sizes); i++) {
		assert_false(der_take(&in, DER_CTX(2), &e));
		assert_true(der_take(&in, DER_CTX(3), &e));
		assert_true(der_take(&e.body, DER_OCTETS, &d));
		assert_int_equal(d.body.n, sizes[i]);
	}
	assert_false(der_next(&in, &e));
	buf_free(&b);
}

static void
assert_written(void (*put)(struct der_out *), const char *hex)
{
	char		 got[256];
	struct der_out	 o;
	struct buf	 b;

	buf_init(&b, KIB);
	der_out_start(&o, &b);
	put(&o);
	assert_int_equal(der_out_end(&o, NULL), ST_OK);
	assert_true(b.n < 100);
	hex_write(b.p, b.n, got);
	assert_string_equal(got, hex);
	assert_int_equal(der_strict(buf_view(&b), NULL), ST_OK);
	buf_free(&b);
}

static void put_usage(struct der_out *o)
{
	der_put_named(o, KU_KEY_CERT_SIGN | KU_CRL_SIGN);
}
static void put_usage9(struct der_out *o)
{
	der_put_named(o, KU_DECIPHER_ONLY);
}
static void put_no_usage(struct der_out *o)
{
	der_put_named(o, 0);
}
static void put_serial(struct der_out *o)
{
	der_put_unsigned(o, bytes_of("\0\0\x80\x01", 4));
}
static void put_serial0(struct der_out *o)
{
	der_put_unsigned(o, bytes_of("\0\0", 2));
}
static void put_alg(struct der_out *o)
{
	der_put_algorithm(o, OID_SM3_WITH_SM2);
}
static void put_time49(struct der_out *o)
{
	der_put_x509_time(o, INT64_C(2524607999000));	/* end of 2049 */
}
static void put_time50(struct der_out *o)
{
	der_put_x509_time(o, INT64_C(2524608000000));
}
static void put_bits(struct der_out *o)
{
	der_put_bits(o, bytes_of("\xff", 1));
}

static void
special_forms_are_as_the_standards_have_them(void **state)
{
	(void)state;
	assert_written(put_usage, "03020106");
	assert_written(put_usage9, "0303070080");
	assert_written(put_no_usage, "030100");
	assert_written(put_serial, "0203008001");
	assert_written(put_serial0, "020100");
	assert_written(put_alg, "300a06082a811ccf55018375");
	assert_written(put_time49, "170d3439313233313233353935395a");
	assert_written(put_time50, "180f32303530303130313030303030305a");
	assert_written(put_bits, "030200ff");
}

static void
a_wrong_use_of_the_writer_is_told(void **state)
{
	static const char	 broken[] = "\xc0\x80";
	struct der_out		 o;
	struct buf		 b;

	(void)state;
	buf_init(&b, 64);
	der_out_start(&o, &b);
	der_begin(&o, DER_SEQ);
	assert_int_equal(der_out_end(&o, NULL), ST_BROKEN);
	der_out_start(&o, &b);
	der_end(&o);
	assert_int_equal(der_out_end(&o, NULL), ST_BROKEN);
	der_out_start(&o, &b);
	der_put_utf8(&o, broken);
	assert_int_equal(der_out_end(&o, NULL), ST_BROKEN);
	der_out_start(&o, &b);
	der_put_ia5(&o, "印");
	assert_int_equal(der_out_end(&o, NULL), ST_BROKEN);
	der_out_start(&o, &b);
	der_put_printable(&o, "a@b");
	assert_int_equal(der_out_end(&o, NULL), ST_BROKEN);
	der_out_start(&o, &b);
	for (int i = 0; i < DER_OUT_DEPTH + 1; i++)
		der_begin(&o, DER_SEQ);
	for (int i = 0; i < DER_OUT_DEPTH + 1; i++)
		der_end(&o);
	assert_int_equal(der_out_end(&o, NULL), ST_BROKEN);
	der_out_start(&o, &b);
	der_begin(&o, DER_SEQ);
	for (int i = 0; i < 65; i++)
		der_put_null(&o);
	der_end(&o);
	assert_int_equal(der_out_end(&o, NULL), ST_BROKEN);
	buf_free(&b);
}

static void
moments_are_read(void **state)
{
	static const struct { const char *hex; int64_t ms; } t[] = {
		{ "170d3439313233313233353935395a", INT64_C(2524607999000) },
		{ "170d3530303130313030303030305a", -INT64_C(631152000000) },
		{ "180f32303231303630313032303330345a",
		    INT64_C(1622512984000) },
	};
	unsigned char	 room[32];
	struct bytes	 in;
	struct der	 d;
	int64_t		 ms;

	(void)state;
	for (size_t i = 0; i < NITEMS(t); i++) {
		in = unhex(t[i].hex, room, sizeof(room));
		assert_true(der_next(&in, &d));
		assert_true(der_moment(&d, &ms));
		assert_int_equal(ms, t[i].ms);
	}
}

/* Bytes, numbers and OpenSSL's opinion of each identifier agree. */
static void
identifiers_are_what_they_say(void **state)
{
	unsigned char	 enc[64];
	char		 dotted[OID_TEXT], text[300];

	(void)state;
	for (unsigned k = 0; k < OID__N; k++) {
		const struct oid_row	*row = oid_row((enum oid)k);
		int			 n;

		n = a2d_ASN1_OBJECT(enc, sizeof(enc), row->dotted, -1);
		assert_int_equal(n, row->der.n);
		assert_memory_equal(enc, row->der.p, row->der.n);
		assert_true(oid_dotted(row->der, dotted, sizeof(dotted)));
		assert_string_equal(dotted, row->dotted);
		assert_int_equal(oid_find(row->der), k);
		assert_true(oid_is(row->der, (enum oid)k));
		oid_text(row->der, text, sizeof(text));
		assert_non_null(strstr(text, row->label));
		for (unsigned j = 0; j < k; j++)
			assert_string_not_equal(row->name,
			    oid_row((enum oid)j)->name);
	}
	assert_int_equal(oid_find(bytes_of("\x2a\x03", 2)), OID__N);
	assert_false(oid_dotted(bytes_of("\x2a\x80\x01", 3), dotted, 160));
	assert_false(oid_dotted(bytes_of("\x2a\x81", 2), dotted, 160));
	assert_false(oid_dotted(bytes_of(NULL, 0), dotted, 160));
	assert_false(oid_dotted(oid_row(OID_JIANYIN)->der, dotted, 20));
	assert_string_equal(dotted, "");
	assert_string_equal(key_usage_label(5), "证书签名");
	assert_null(key_usage_label(9));
	assert_string_equal(crl_reason_label(CRL_HOLD), "暂时冻结");
	assert_null(crl_reason_label(7));
	assert_null(crl_reason_label(-1));
}

/* Any bytes: no crash, and what is taken is within the input. */
static void
any_bytes_are_survived(void **state)
{
	unsigned char	 data[40];
	uint32_t	 seed = 20261120;
	struct bytes	 in, whole;
	struct der	 d;

	(void)state;
	for (int round = 0; round < 200000; round++) {
		for (size_t i = 0; i < sizeof(data); i++) {
			seed = seed * 1103515245u + 12345u;
			data[i] = (unsigned char)(seed >> 24);
			if ((seed >> 8 & 3) != 0 && i % 2 == 1)
				data[i] &= 0x0f;
			else if ((seed >> 8 & 3) == 1)
				data[i] = DER_SEQ;
		}
		in = bytes_of(data, sizeof(data));
		if (der_strict_first(in, &whole, NULL) == ST_OK)
			assert_true(whole.p == data && whole.n <= in.n);
		while (der_next(&in, &d))
			assert_true(d.body.p >= data && d.body.p +
			    d.body.n <= data + sizeof(data));
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_only_ber_allows_is_refused),
		cmocka_unit_test(der_is_taken),
		cmocka_unit_test(depth_is_capped),
		cmocka_unit_test(first_element_stands_in_padding),
		cmocka_unit_test(written_is_strict_and_reads_back),
		cmocka_unit_test(special_forms_are_as_the_standards_have_them),
		cmocka_unit_test(a_wrong_use_of_the_writer_is_told),
		cmocka_unit_test(moments_are_read),
		cmocka_unit_test(identifiers_are_what_they_say),
		cmocka_unit_test(any_bytes_are_survived),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
