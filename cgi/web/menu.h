/* The entry points of the system and who is shown each. */
#ifndef WEB_MENU_H
#define WEB_MENU_H

#include <stddef.h>

#include "office/office.h"

struct menu_entry {
	const char	*path, *label;
	unsigned	 roles;		/* one is enough; 0: everybody */
	const char	*about;		/* one line for the first page */
};

const struct menu_entry *web_menu(size_t *n);
int		 menu_shows(const struct menu_entry *e,
		    const struct actor *actor);

#endif
