{{%AUTOESCAPE context="HTML"}}
{{>CASE}}
{{#BROUGHT}}
<h2>已登记的赋码和备案</h2>
<dl class="facts">
{{#FACT}}<dt>{{LABEL}}</dt><dd>{{VALUE}}</dd>
{{/FACT}}<dt>证明文件</dt><dd><a href="{{HREF}}">{{NAME}}</a></dd>
</dl>
{{/BROUGHT}}
{{#MISSING}}<div class="note"><p>还没有登记：{{SENTENCE}}。</p></div>
{{/MISSING}}
{{#CANNOT}}<p class="quiet">暂不可办：{{SENTENCE}}</p>{{/CANNOT}}
{{#ASK}}
<h2>向国家平台申请</h2>
<form class="confirm" method="post" action="{{ACTION}}">
<input type="hidden" name="csrf" value="{{CSRF}}">
<p>生成由您签名的赋码申请文件，下载后报国家平台；收到答复文件后在下面导入。</p>
<button class="button" type="submit">生成赋码申请</button>
</form>
{{/ASK}}
<ul class="plain">
{{#ASKED}}<li><a href="{{HREF}}">赋码申请</a>，{{WHO}}，{{WHEN}}：{{STATE}}</li>
{{/ASKED}}
</ul>
<ul class="plain">
{{#WAY}}<li><a href="{{HREF}}">{{LABEL}}</a></li>
{{/WAY}}
</ul>
<p><a class="button-back" href="{{BACK}}">返回办件</a></p>
