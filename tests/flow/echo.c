/*
 * A FastCGI program that answers with what it was told: one line for every
 * parameter.  It stands in for the programs where nginx's files are tested.
 */
#include <stddef.h>

#include <fcgiapp.h>

int
main(void)
{
	FCGX_Stream	*in, *out, *err;
	FCGX_ParamArray	 env;

	while (FCGX_Accept(&in, &out, &err, &env) >= 0) {
		FCGX_FPrintF(out, "Content-Type: text/plain\r\n\r\n");
		for (; *env != NULL; env++)
			FCGX_FPrintF(out, "%s\n", *env);
	}
	return 0;
}
