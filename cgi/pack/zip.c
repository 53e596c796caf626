/*
 * Opening a package and unpacking its entries; see pack.h.  The directory is
 * walked here first (directory.c); libzip must then see the same.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zip.h>

#include "base/limits.h"
#include "pack/local.h"

#define PIECE	(64 * KIB)
#define OTHER_HEAD 1024		/* PDF viewers look for their head this far */

/* --- finding -------------------------------------------------------------- */

static unsigned char
lower(unsigned char c)
{
	return c >= 'A' && c <= 'Z' ? (unsigned char)(c + 32) : c;
}

/* Case aside: some viewers unpack into folders that do not know it. */
static int
compare(const char *a, const char *b)
{
	size_t	 i;

	for (i = 0; a[i] != '\0' && lower((unsigned char)a[i]) ==
	    lower((unsigned char)b[i]); i++)
		;
	return (int)lower((unsigned char)a[i]) -
	    (int)lower((unsigned char)b[i]);
}

static int
by_name(const void *a, const void *b)
{
	const struct pack_entry *const *x = a, *const *y = b;

	return compare((*x)->name, (*y)->name);
}

/* At most one has the name, case aside; folders are not found. */
size_t
pack_find_loose(const struct pack *p, const char *name)
{
	size_t	 lo = 0, hi = p->n, mid;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (compare(p->sorted[mid]->name, name) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < p->n && !p->sorted[lo]->folder &&
	    compare(p->sorted[lo]->name, name) == 0 ? p->sorted[lo]->at :
	    PACK_NONE;
}

size_t
pack_find(const struct pack *p, const char *name)
{
	const size_t	 at = pack_find_loose(p, name);

	return at == PACK_NONE || strcmp(p->entries[at].name, name) != 0 ?
	    PACK_NONE : at;
}

size_t
pack_count(const struct pack *p)
{
	return p->n;
}

const char *
pack_name(const struct pack *p, size_t i)
{
	return p->entries[i].name;
}

int
pack_is_folder(const struct pack *p, size_t i)
{
	return p->entries[i].folder;
}

/* --- opening -------------------------------------------------------------- */

static enum pack_end
names_sort(struct pack *p, struct pool *pool)
{
	size_t	 i;

	p->sorted = pool_array(pool, p->n + 1, sizeof(struct pack_entry *));
	if (p->sorted == NULL)
		return PACK_MEMORY;
	for (i = 0; i < p->n; i++)
		p->sorted[i] = &p->entries[i];
	qsort(p->sorted, p->n, sizeof(struct pack_entry *), by_name);
	for (i = 1; i < p->n; i++)
		if (compare(p->sorted[i - 1]->name, p->sorted[i]->name) == 0)
			return PACK_DUPLICATE;
	return PACK_FINE;
}

static enum pack_end
sizes_check(const struct pack *p)
{
	const struct pack_entry	*e;
	size_t			 i, whole = 0;

	for (i = 0; i < p->n; i++) {
		e = &p->entries[i];
		if (e->size > LIMIT_PACK_WHOLE - whole)
			return PACK_LARGE;
		whole += e->size;
		if (e->size > LIMIT_PACK_SMALL &&
		    e->size / LIMIT_PACK_RATIO > e->packed)
			return PACK_RATIO;
	}
	return PACK_FINE;
}

/* libzip's view of the package is ours, entry by entry. */
static int
agrees(struct pack *p)
{
	struct zip_stat	 st;
	size_t		 i;

	if ((size_t)zip_get_num_entries(p->zip, 0) != p->n)
		return 0;
	for (i = 0; i < p->n; i++)
		if (zip_stat_index(p->zip, i, ZIP_FL_ENC_RAW, &st) != 0 ||
		    strcmp(st.name, p->entries[i].name) != 0 ||
		    st.size != p->entries[i].size ||
		    st.comp_size != p->entries[i].packed ||
		    st.crc != p->entries[i].crc)
			return 0;
	return 1;
}

static enum pack_end
zip_start(struct pack *p, struct bytes in)
{
	zip_error_t	 e;
	zip_source_t	*src;

	zip_error_init(&e);
	src = zip_source_buffer_create(in.p, in.n, 0, &e);
	if (src == NULL)
		return PACK_MEMORY;
	p->zip = zip_open_from_source(src, ZIP_RDONLY | ZIP_CHECKCONS, &e);
	if (p->zip == NULL)
		zip_source_free(src);
	else if (!agrees(p))
		return PACK_TWOFOLD;
	if (p->zip != NULL)
		return PACK_FINE;
	return zip_error_code_zip(&e) == ZIP_ER_INCONS ? PACK_TWOFOLD :
	    zip_error_code_zip(&e) == ZIP_ER_MEMORY ? PACK_MEMORY :
	    PACK_BROKEN;
}

enum pack_end
pack_open(struct bytes in, struct pool *pool, struct pack **out)
{
	struct pack	*p;
	enum pack_end	 end;

	*out = NULL;
	if (in.n < 4 || memcmp(in.p, "PK\3\4", 4) != 0)
		return PACK_NOT_ZIP;
	if (memmem(in.p, in.n < OTHER_HEAD ? in.n : OTHER_HEAD, "%PDF-", 5) !=
	    NULL)
		return PACK_TWOFOLD;
	if ((p = pool_alloc(pool, sizeof(*p))) == NULL)
		return PACK_MEMORY;
	if ((end = pack_directory(p, in, pool)) == PACK_FINE &&
	    (end = names_sort(p, pool)) == PACK_FINE &&
	    (end = sizes_check(p)) == PACK_FINE)
		end = zip_start(p, in);
	if (end == PACK_FINE)
		*out = p;
	else
		pack_close(p);
	return end;
}

void
pack_close(struct pack *p)
{
	if (p != NULL && p->zip != NULL)
		zip_discard(p->zip);
}

/* --- unpacking ------------------------------------------------------------ */

enum pack_end
pack_each(struct pack *p, size_t i, int (*take)(void *, struct bytes),
    void *arg)
{
	unsigned char	*piece = malloc(PIECE);
	zip_file_t	*file = zip_fopen_index(p->zip, i, 0);
	enum pack_end	 end = PACK_FINE;
	zip_int64_t	 n = 0;
	size_t		 sum = 0;

	if (piece == NULL || file == NULL)
		end = piece == NULL ? PACK_MEMORY : PACK_BROKEN;
	while (end == PACK_FINE && (n = zip_fread(file, piece, PIECE)) > 0) {
		sum += (size_t)n;
		if (sum > p->entries[i].size)	/* it said less */
			end = PACK_BROKEN;
		else if (!take(arg, bytes_of(piece, (size_t)n)))
			end = PACK_MEMORY;
	}
	if (end == PACK_FINE && (n < 0 || sum != p->entries[i].size))
		end = PACK_BROKEN;
	if (file != NULL)
		zip_fclose(file);
	free(piece);
	return end;
}

struct filling {
	unsigned char	*to;
	size_t		 n;
};

static int
fill(void *arg, struct bytes piece)
{
	struct filling	*f = arg;

	memcpy(f->to + f->n, piece.p, piece.n);
	f->n += piece.n;
	return 1;
}

enum pack_end
pack_read(struct pack *p, size_t i, size_t most, struct pool *pool,
    struct bytes *out)
{
	struct filling	 f = { NULL, 0 };
	enum pack_end	 end;

	*out = bytes_of(NULL, 0);
	if (p->entries[i].size > most)
		return PACK_LARGE;
	if ((f.to = pool_alloc(pool, p->entries[i].size + 1)) == NULL)
		return PACK_MEMORY;
	if ((end = pack_each(p, i, fill, &f)) == PACK_FINE)
		*out = bytes_of(f.to, f.n);
	return end;
}

/*
 * libzip turns each entry's date into a moment, for which the C library looks
 * for the machine's zone in a file.  Dates of entries mean nothing here, so the
 * process is told that it lives at Greenwich, and never opens one.
 */
int
pack_warm(void)
{
	if (setenv("TZ", "UTC0", 1) != 0)
		return 0;
	tzset();
	return 1;
}
