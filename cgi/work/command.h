/*
 * What `jianyin` does, a function a command: argv[0] is the command's own
 * name.  They print to people, log to standard error, and return an exit
 * status: 0 done, 1 not done, 64 wrong usage.
 */
#ifndef WORK_COMMAND_H
#define WORK_COMMAND_H

int	 command_init(int argc, char **argv);
int	 command_doctor(int argc, char **argv);
int	 command_audit(int argc, char **argv);
int	 command_clock(int argc, char **argv);
int	 command_print(int argc, char **argv);

#endif
