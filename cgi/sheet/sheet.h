/*
 * Our own documents on A4: what a clerk prints and a person signs.  Each
 * kind is a row of a table (title, words, signature fields, a drawing); the
 * caller brings numbers and values.  The same sheet gives the same bytes.
 */
#ifndef SHEET_SHEET_H
#define SHEET_SHEET_H

#include <stdint.h>

#include "base/buf.h"
#include "base/fault.h"
#include "base/image.h"

enum sheet_kind {
	SHEET_COLLECT,		/* 印模采集表: frame 60 mm, bar 50 mm */
	SHEET_ACCEPT,		/* 受理单 */
	SHEET_APPLY,		/* 申请表: every value entered */
	SHEET_RECEIPT,		/* 领取单, signed by the receiver */
	SHEET_CORRECT,		/* 补正通知书: every fault at once */
	SHEET_REFUSE,		/* 不予受理通知书, with the reason */
	SHEET_PROOF,		/* 1:1 proof of a seal's picture */
	SHEET_REPORT,		/* 核验报告 */
	SHEET_LETTER,		/* 公函, GB/T 9704 look */
	SHEET__N
};

/* Drawn as shape and word before the value, never as colour alone. */
enum sheet_mark { MARK_NONE, MARK_OK, MARK_WARN, MARK_BAD, MARK_UNKNOWN };

struct sheet_row {
	const char	*label;		/* NULL: value is a section's heading */
	const char	*value;		/* NULL or "": an empty line to fill */
	enum sheet_mark	 mark;
};

struct sheet {
	enum sheet_kind		 kind;
	const char		*title;		/* NULL: the kind's own */
	const char		*issuer;	/* unit at the head, author */
	const char		*number;	/* 办件编号; letter: 发文字号 */
	const char		*qr;		/* its text; NULL: no code */
	const struct sheet_row	*rows;
	size_t			 nrows;
	const char *const	*paragraphs;	/* letter: addressee first */
	size_t			 nparagraphs;
	const char *const	*notes;		/* none: the kind's own */
	size_t			 nnotes;
	const char		*legal;		/* legal-effect note (P-28) */
	const struct image	*image;		/* the seal of a proof */
	int64_t			 ms;		/* printed at; letter's day */
	int			 demo;		/* 演示 样章 across every page */
	/* Not to be signed by hand: closed with issuer and day, where the seal
	 * goes.  Needs an issuer. */
	int			 sealed;
};

/* The title of a kind, for headings and file names. */
const char	*sheet_title(enum sheet_kind kind);
/*
 * Append the PDF to "pdf".  ST_INVALID names a character no font has;
 * ST_BROKEN a font package that is missing.
 */
enum status	 sheet_write(const struct sheet *sheet, struct buf *pdf,
		    struct fault *f);

/*
 * Where a seal of that size belongs on a SHEET_LETTER or a sheet that is to be
 * sealed: centred over the issuer's name and date, pressing down on them
 * (GB/T 9704, 7.3.5).  ST_INVALID: any other sheet.
 */
enum status	 sheet_seal(const struct sheet *sheet, int um_w, int um_h,
		    struct placement *out, struct fault *f);

#endif
