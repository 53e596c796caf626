/* For the folder alone: what the directory of a package says. */
#ifndef PACK_LOCAL_H
#define PACK_LOCAL_H

#include <stdint.h>

#include "pack/pack.h"

struct zip;

struct pack_entry {
	const char	*name;
	size_t		 at;		/* its number */
	size_t		 size, packed;
	uint32_t	 crc;
	int		 folder;
};

struct pack {
	struct zip		*zip;
	size_t			 n;
	struct pack_entry	*entries;
	struct pack_entry	**sorted;	/* by name, case aside */
};

/* Walk the directory and fill entries; sizes are not judged yet. */
enum pack_end	 pack_directory(struct pack *p, struct bytes in,
		    struct pool *pool);

#endif
