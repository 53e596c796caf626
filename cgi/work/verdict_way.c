/* How a stamp was made, where it says so: by a software key, offline; R-140. */
#include <string.h>

#include "work/verdict.h"

#define VID_SOFT "JIANYIN-SW"	/* of our maker's software key */

const char *
verdict_time_source(const struct stamp_result *r)
{
	if (r->offline)
		return r->proven != 0 ?
		    "签章人声明的时间，用章记录已上传登记" :
		    "签章人声明的时间，用章记录没有登记";
	return r->proven != 0 ? "本系统的盖章记录" : "签章人声明的时间";
}

const char *
verdict_when(struct pool *pool, const struct stamp_result *r)
{
	return verdict_time(pool, r->proven != 0 && !r->offline ? r->proven :
	    r->claimed);
}

int
verdict_is_software(const struct stamp_result *r)
{
	return r->ses.read && ((r->offline && r->mark.software) ||
	    bytes_same(r->stamp.seal.vid, bytes_text(VID_SOFT)));
}

const char *
verdict_module(struct pool *pool, const struct stamp_result *r)
{
	const char	*text;

	if (!verdict_is_software(r))
		return "";
	if (r->offline && r->mark.software) {
		text = pool_printf(pool, "软件设备 %s，只供演示和测试",
		    verdict_plain(pool, r->mark.device));
		return text == NULL ? "" : text;
	}
	return "印章由软件密码模块制作，只供演示和测试";
}

const char *
verdict_origin(const struct stamp_result *r)
{
	return r->imported ? "其他系统制作，经本系统接收" : "";
}

const char *
verdict_way(struct pool *pool, const struct stamp_result *r)
{
	const char	*text;

	if (!r->offline)
		return "";
	text = pool_printf(pool, "离线加盖，没有二维码和验证码，以上传文件"
	    "核验为准；设备 %s，第 %lld 条", verdict_plain(pool,
	    r->mark.device), (long long)r->mark.n);
	return text == NULL ? "" : text;
}
