/*
 * `jianyin verify` and `jianyin inspect`: the same judgement as the public
 * page, without a server, and files explained field by field.
 */
#ifndef WORK_VERIFY_COMMAND_H
#define WORK_VERIFY_COMMAND_H

/*
 * verify FILE [--json] [--anchors DIR] [--crl FILE] [--offline]
 * Exit: 0 genuine (真实有效), 1 not genuine (altered, invalid, no stamp),
 * 2 cannot tell, or the seal has lapsed since, 64 usage.  argv[0] is the
 * command's word.
 */
int	 verify_command(int argc, char **argv);
/* inspect FILE: 0 explained, 1 nothing known in it, 64 usage. */
int	 inspect_command(int argc, char **argv);

#endif
