/*
 * Random input for property tests: the seed is printed and can be set
 * (JIANYIN_SEED), so that a failure can be had again.
 */
#ifndef TESTS_CHANCE_H
#define TESTS_CHANCE_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/id.h"

static uint64_t	 chance_state;

/* Start from JIANYIN_SEED or from a new seed; call first. */
static inline void
chance_begin(void)
{
	const char	*s = getenv("JIANYIN_SEED");

	if (s != NULL)
		chance_state = strtoull(s, NULL, 10);
	else
		random_bytes(&chance_state, sizeof(chance_state));
	fprintf(stderr, "# JIANYIN_SEED=%llu\n",
	    (unsigned long long)chance_state);
}

/* The next number (splitmix64; any even generator would do). */
static inline uint64_t
chance(void)
{
	uint64_t	 z = chance_state += 0x9e3779b97f4a7c15ull;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ z >> 27) * 0x94d049bb133111ebull;
	return z ^ z >> 31;
}

/* 0 .. below-1 */
static inline size_t
chance_below(size_t below)
{
	return (size_t)(chance() % below);
}

static inline void
chance_fill(void *p, size_t n)
{
	unsigned char	*to = p;

	while (n-- > 0)
		*to++ = (unsigned char)chance();
}

#endif
