/*
 * The CAs outside whose certificates an office takes for its seals (R-115,
 * R-121), and their revocation lists: a folder that the administrator fills,
 * *.pem a CA's certificate and *.crl a list, each PEM or DER.  keyd reads it
 * before a certificate is taken and used, verify before one is believed.
 */
#ifndef TRUST_CA_LIST_H
#define TRUST_CA_LIST_H

#include "trust/chain.h"
#include "trust/crl.h"

struct ca_list;

#define CA_LIST_FOLDER	"trust"	/* under the office's data */
#define CA_LISTS	16	/* revocation lists: one per CA */

/*
 * What cannot be read is logged and left out; a folder that is not there is
 * an empty list.  ST_BROKEN without memory.
 */
enum status	 ca_list_read(const char *dir, struct ca_list **out,
		    struct fault *f);
void		 ca_list_free(struct ca_list *l);
const struct anchors *ca_list_anchors(const struct ca_list *l);
/* Trust them beside those in "to". */
enum status	 ca_list_join(const struct ca_list *l, struct anchors *to,
		    struct fault *f);
/* A chain_crl over a struct ca_list: the list of that CA that is current. */
enum status	 ca_list_crl(void *l, const struct cert *issuer,
		    const struct crl **out);
/* What the current list of its CA says of a certificate; 0: nothing. */
int		 ca_list_ended(const struct ca_list *l, const struct cert *c,
		    struct crl_entry *out);
/* When the folder or a file in it last changed; 0 where there is none. */
int64_t		 ca_list_time(const char *dir);

#endif
