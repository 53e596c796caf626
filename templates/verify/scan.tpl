{{%AUTOESCAPE context="HTML"}}
<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{TITLE}} - 鉴印</title>
<link rel="stylesheet" href="/static/style.css?v={{VERSION:url_query_escape}}">
</head>
<body class="verify">
{{#DEMO}}
<aside class="band" aria-label="演示环境">
<strong>演示</strong>
<span>软件密钥，不用于生产。{{#SHIFTED}}时间已调至 {{SHIFTED_TO}}。{{/SHIFTED}}</span>
</aside>
{{/DEMO}}
<header class="site">
<a class="brand" href="/verify">鉴印<span class="brand-more">验真平台</span></a>
</header>
<main id="main">
{{#FOUND}}
<h1 class="compare">请与您手中的纸质件逐项核对</h1>
<dl class="facts">
<dt>盖章单位</dt><dd>{{UNIT}}</dd>
<dt>文件</dt><dd>{{NAME}}</dd>
<dt>页数</dt><dd>{{PAGES}} 页</dd>
<dt>盖章时间</dt><dd>{{WHEN}}</dd>
<dt>印章名称</dt><dd>{{SEAL_NAME}}</dd>
<dt>印章编码</dt><dd><span class="code">{{SEAL_CODE:x-groups}}</span></dd>
</dl>
<section class="verdict{{#LOOK}} verdict-{{TONE}}{{/LOOK}}" aria-label="核验结果">
<h2>{{WORD}}</h2>
<p>{{SENTENCE}}</p>
{{#SINCE}}
<p>状态变化时间 {{WHEN}}</p>
{{/SINCE}}
<p class="quiet">核验时间 {{NOW}}</p>
</section>
<p class="note">有一项不一致，或者本页地址不是 <span class="code">{{HOST}}</span>，就不要采信，并向盖章单位核实。扫码和验证码不能证明纸质件没有改动；要核验文件本身，请<a href="/verify#file">上传电子件</a>。</p>
<p class="actions no-print">
{{#OPEN}}
<a class="button" href="{{HREF}}">查看原件</a>
{{/OPEN}}
<a class="button button-plain" href="/verify#file">上传电子件核验</a>
<a href="/verify/report?kind=forgery&amp;c={{TYPED:url_query_escape}}">举报疑似伪造</a>
<a href="/verify/report?kind=refused&amp;c={{TYPED:url_query_escape}}">对方不接受</a>
<a href="/verify/real">如何识别假网站</a>
</p>
{{#FACTS_ONLY}}
<p class="quiet">这类文件只公开以上要素，不公开原件。</p>
{{/FACTS_ONLY}}
<p class="note"><strong>复印件</strong>　{{LEGAL}}</p>
{{/FOUND}}
{{#MISSING}}
<h1>{{HEADING}}</h1>
<section class="verdict{{#LOOK}} verdict-{{TONE}}{{/LOOK}}" aria-label="核验结果">
<h2>{{WORD}}</h2>
<p>{{SENTENCE}}</p>
<p class="quiet">核验时间 {{NOW}}</p>
</section>
<ul>
{{#ADVICE}}
<li>{{SENTENCE}}</li>
{{/ADVICE}}
</ul>
<form class="form" method="get" action="/verify/code">
<div class="field">
<label for="f-c">输入纸质件底部的验证码</label>
<input class="input" id="f-c" name="c" value="{{TYPED}}" maxlength="60" autocomplete="off" autocapitalize="characters" spellcheck="false" required>
</div>
<div class="actions"><button class="button" type="submit">核验</button> <a href="/verify">其他核验方式</a> <a href="/verify/report?kind=forgery&amp;c={{TYPED:url_query_escape}}">举报疑似伪造</a></div>
</form>
{{/MISSING}}
</main>
<footer class="site">
<p>鉴印 {{VERSION}}　本站地址 {{HOST}}</p>
</footer>
</body>
</html>
