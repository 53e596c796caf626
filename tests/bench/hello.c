/*
 * The anchor of `make bench`: a libfcgi responder that does nothing but send
 * a body of the size asked for (HELLO_SIZE bytes, 4096 without).
 */
#include <fcgiapp.h>
#include <stdlib.h>
#include <string.h>

int
main(void)
{
	const char	*size = getenv("HELLO_SIZE");
	const int	 n = size == NULL ? 4096 : (int)strtol(size, NULL, 10);
	FCGX_Request	 r;
	char		*body = malloc((size_t)n + 1);

	if (body == NULL || FCGX_Init() != 0 ||
	    FCGX_InitRequest(&r, 0, 0) != 0)
		return 1;
	memset(body, 'x', (size_t)n);
	while (FCGX_Accept_r(&r) == 0) {
		FCGX_FPrintF(r.out, "Content-Type: text/html\r\n"
		    "Content-Length: %d\r\n\r\n", n);
		FCGX_PutStr(body, n, r.out);
		FCGX_Finish_r(&r);
	}
	free(body);
	return 0;
}
