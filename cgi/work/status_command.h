/*
 * `jianyin status FILE [CODE] [--anchors DIR]`: what the status service gave
 * out, judged without a server: a list of seals not to be
 * trusted, a signed status answer as /status/query gives it, a revocation list
 * of certificates, an OCSP answer.  CAs are the office's, or those in DIR.
 * Exit: 0 signed by whom it should be and in force, 1 altered, not signed so or
 * nothing of these, 2 cannot tell (no CA, or it is over), 64 usage.
 */
#ifndef WORK_STATUS_COMMAND_H
#define WORK_STATUS_COMMAND_H

int	 status_command(int argc, char **argv);

#endif
