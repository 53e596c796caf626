/*
 * Included into every file by the Makefile (-include): calls that have no
 * safe use here fail to compile.
 */
#ifndef BASE_BANNED_H
#define BASE_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#pragma GCC poison strcpy strcat sprintf vsprintf strtok gets
#pragma GCC poison atoi atol atof localtime gmtime ctime asctime mktime
#pragma GCC poison srand tmpnam mktemp

/* OpenSSL's headers name a parameter so: only the call is banned. */
#define rand() rand_is_banned_use_random_bytes()

#endif
