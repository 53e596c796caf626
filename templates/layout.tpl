{{%AUTOESCAPE context="HTML"}}
<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{#WRONG}}错误：{{/WRONG}}{{TITLE}} - 鉴印</title>
<link rel="stylesheet" href="/static/style.css?v={{VERSION:url_query_escape}}">
<link rel="icon" href="/static/icon.svg" type="image/svg+xml">
<script src="/static/app.js?v={{VERSION:url_query_escape}}" defer></script>
{{#SCRIPT}}
<script src="{{SRC}}" defer></script>
{{/SCRIPT}}
</head>
<body class="{{PROGRAM}}{{#UNKNOWN}} public{{/UNKNOWN}}">
<a class="skip" href="#main">跳到正文</a>
{{#DEMO}}
<aside class="band" aria-label="演示环境">
<strong>演示</strong>
<span>软件密钥，不用于生产。{{#SHIFTED}}时间已调至 {{SHIFTED_TO}}。{{/SHIFTED}}</span>
{{#BAND}}
<span class="band-more">{{SENTENCE}}</span>
{{/BAND}}
</aside>
{{/DEMO}}
<header class="site">
<a class="brand" href="/">鉴印<span class="brand-more">电子印章</span></a>
<nav class="menu" aria-label="主菜单">
<ul>
{{#MENU}}
<li><a href="{{HREF}}"{{#HERE}} aria-current="true"{{/HERE}}>{{LABEL}}</a></li>
{{/MENU}}
</ul>
</nav>
{{#KNOWN}}
<div class="who">
<span class="who-name">{{ACTOR}}</span>
<span class="who-unit">{{ACTOR_UNIT}}</span>
<span class="who-roles">{{ACTOR_ROLES}}</span>
<form class="who-out" method="post" action="/account/signout">
<input type="hidden" name="csrf" value="{{CSRF}}">
<button class="link" type="submit">退出</button>
</form>
</div>
{{/KNOWN}}
{{#UNKNOWN}}
<div class="who"><a href="/account/signin">登录</a></div>
{{/UNKNOWN}}
</header>
<main id="main" tabindex="-1">
{{#LAPSED}}
<p class="note">{{SENTENCE}}。可以查看，不能办理；请联系委托单位。</p>
{{/LAPSED}}
{{>BODY}}
</main>
<footer class="site">
<p>鉴印 {{VERSION}}<span class="print-only">本页来自 {{ADDRESS}}，{{PRINTED}}</span></p>
</footer>
</body>
</html>
