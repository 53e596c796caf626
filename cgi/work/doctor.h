/*
 * The checks of `jianyin doctor` that look at the machine: files and their
 * owners, fonts, sandbox, disk, the public address.  doctor.c has
 * those that ask stores and programs, and the table of all.
 */
#ifndef WORK_DOCTOR_H
#define WORK_DOCTOR_H

#include "base/config.h"
#include "base/pool.h"

enum health { WELL, DOUBTFUL, ILL };

struct doctor {
	struct config	 config;
	struct pool	*pool;
	struct fault	 f;
	char		 note[FAULT_MAX];	/* how things are */
};

/* The note, and the health returned; from an outcome. */
enum health	 doctor_say(struct doctor *d, enum health h,
		    const char *note);
enum health	 doctor_from(struct doctor *d, enum status st,
		    const char *good);

enum health	 doctor_user(struct doctor *d);
enum health	 doctor_store_key(struct doctor *d);
enum health	 doctor_recovery(struct doctor *d);
enum health	 doctor_files(struct doctor *d);
enum health	 doctor_templates(struct doctor *d);
enum health	 doctor_fonts(struct doctor *d);
enum health	 doctor_sandbox(struct doctor *d);
enum health	 doctor_renderer(struct doctor *d);
enum health	 doctor_disk(struct doctor *d);
enum health	 doctor_url(struct doctor *d);
enum health	 doctor_targets(struct doctor *d);
enum health	 doctor_authorities(struct doctor *d);
enum health	 doctor_channels(struct doctor *d);

#endif
