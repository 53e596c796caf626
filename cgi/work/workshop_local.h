/* For the workshop's own files. */
#ifndef WORK_WORKSHOP_LOCAL_H
#define WORK_WORKSHOP_LOCAL_H

/* "42.5" as micrometres, 10 to 70 mm; 0 where it is not. */
int		 workshop_read_mm(const char *s, int *um);

#endif
