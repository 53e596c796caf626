/*
 * Objects through qpdf's C interface.  Asking one for what it is not makes
 * qpdf warn, and a warning means damage to us: so every question is asked
 * of the right type only.
 */
#include <string.h>

#include "pdf/local.h"

#define NUMBER_MAX	(INT64_C(1000000) * FX)	/* past that: nonsense */

qpdf_oh
pdf_obj_key(struct doc *d, qpdf_oh dict, const char *key)
{
	qpdf_oh	 v;

	if (dict == 0)
		return 0;
	if (qpdf_oh_is_stream(d->q, dict))
		dict = qpdf_oh_get_dict(d->q, dict);
	if (!qpdf_oh_is_dictionary(d->q, dict))
		return 0;
	v = qpdf_oh_get_key(d->q, dict, key);
	return qpdf_oh_is_null(d->q, v) ? 0 : v;
}

int
pdf_obj_int(struct doc *d, qpdf_oh o, long long *out)
{
	if (o == 0 || !qpdf_oh_is_integer(d->q, o))
		return 0;
	return qpdf_oh_get_value_as_longlong(d->q, o, out);
}

int
pdf_obj_is_name(struct doc *d, qpdf_oh o, const char *name)
{
	return o != 0 && qpdf_oh_is_name(d->q, o) &&
	    strcmp(qpdf_oh_get_name(d->q, o), name) == 0;
}

const char *
pdf_obj_text(struct doc *d, qpdf_oh o)
{
	const char	*s = NULL;

	if (o != 0 && qpdf_oh_is_name(d->q, o))
		s = qpdf_oh_get_name(d->q, o);
	else if (o != 0 && qpdf_oh_is_string(d->q, o))
		s = qpdf_oh_get_utf8_value(d->q, o);
	s = s == NULL ? "" : pool_text(d->pool, s);
	return s == NULL ? "" : s;
}

const char **
pdf_obj_keys(struct doc *d, qpdf_oh dict)
{
	const char	**keys;
	size_t		 n = 0, i = 0;

	if (dict == 0 || !qpdf_oh_is_dictionary(d->q, dict))
		return pool_array(d->pool, 1, sizeof(*keys));
	qpdf_oh_begin_dict_key_iter(d->q, dict);
	for (; qpdf_oh_dict_more_keys(d->q); n++)
		qpdf_oh_dict_next_key(d->q);
	if ((keys = pool_array(d->pool, n + 1, sizeof(*keys))) == NULL)
		return NULL;
	qpdf_oh_begin_dict_key_iter(d->q, dict);
	while (i < n && qpdf_oh_dict_more_keys(d->q))
		if ((keys[i++] = pool_text(d->pool,
		    qpdf_oh_dict_next_key(d->q))) == NULL)
			return NULL;
	return keys;
}

qpdf_oh
pdf_page_attr(struct doc *d, qpdf_oh page, const char *key)
{
	qpdf_oh	 v = 0;
	int	 up;

	for (up = 0; page != 0 && up < PDF_TREE_DEPTH; up++) {
		if ((v = pdf_obj_key(d, page, key)) != 0)
			return v;
		page = pdf_obj_key(d, page, "/Parent");
	}
	return 0;
}

/* "-12.5" in ten-thousandths; further digits are dropped. */
static int
fx_read(const char *s, int64_t *out)
{
	int64_t	 v = 0, unit = FX;
	int	 minus = *s == '-';

	if (*s == '-' || *s == '+')
		s++;
	for (; *s >= '0' && *s <= '9'; s++)
		if ((v = v * 10 + (*s - '0') * FX) > NUMBER_MAX)
			return 0;
	if (*s == '.')
		for (s++; *s >= '0' && *s <= '9'; s++)
			v += (*s - '0') * (unit /= 10);
	if (*s != '\0')
		return 0;
	*out = minus ? -v : v;
	return 1;
}

int
pdf_obj_fx(struct doc *d, qpdf_oh o, int64_t *out)
{
	long long	 n;

	if (pdf_obj_int(d, o, &n)) {
		if (n > NUMBER_MAX / FX || n < -NUMBER_MAX / FX)
			return 0;
		*out = n * FX;
		return 1;
	}
	return o != 0 && qpdf_oh_is_real(d->q, o) &&
	    fx_read(qpdf_oh_get_real_value(d->q, o), out);
}

void
pdf_fx_put(struct buf *b, int64_t v)
{
	int64_t	 rest, unit;

	buf_text(b, v < 0 ? " -" : " ");
	if (v < 0)
		v = -v;
	buf_int(b, v / FX);
	if ((rest = v % FX) == 0)
		return;
	buf_byte(b, '.');
	for (unit = FX / 10; rest > 0; rest %= unit, unit /= 10)
		buf_byte(b, (unsigned char)('0' + rest / unit));
}
