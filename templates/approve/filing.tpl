{{%AUTOESCAPE context="HTML"}}
<p class="quiet"><a href="/approve/filings">备案外发</a></p>
<h1>{{HEADING}}</h1>
<p>{{>TAG}}</p>
<p>印章：<a href="/approve/seals/{{ID}}">{{NAME}}</a> <span class="code quiet">{{CODE:x-groups}}</span></p>
<dl class="facts">
{{#FACT}}
<dt>{{LABEL}}</dt><dd>{{VALUE}}</dd>
{{/FACT}}
<dt>报文签名</dt><dd>{{SIGNATURE}}</dd>
<dt>回执</dt><dd>{{RECEIPT}}</dd>
</dl>
{{#ALARM}}<p class="actions no-print"><a href="/admin/incidents/new?source=filing&amp;ref={{ID:url_query_escape}}">登记为安全事件</a></p>
{{/ALARM}}{{#RESEND}}
{{>CONFIRM}}
{{/RESEND}}
<section aria-labelledby="h-message">
<h2 id="h-message">报文内容</h2>
<p class="quiet">只报送对方需要的内容；姓名在这里遮盖，报文里是完整的。</p>
<dl class="facts">
{{#ITEM}}
<dt>{{LABEL}}</dt><dd>{{VALUE}}</dd>
{{/ITEM}}
</dl>
</section>
{{#CORRECT}}
<section aria-labelledby="h-correct">
<h2 id="h-correct">更正后重发</h2>
{{>ERRORS}}
<form class="form" method="post" action="{{ACTION}}" novalidate>
<input type="hidden" name="csrf" value="{{CSRF}}">
{{>FIELDS}}
<div class="actions"><button class="button" type="submit">更正后重发</button></div>
</form>
</section>
{{/CORRECT}}
{{#HAND}}
<section aria-labelledby="h-hand">
<h2 id="h-hand">登记线下备案</h2>
<p class="quiet">已用其他办法向对方备案的，在这里登记凭据并签名；登记后不再外发。</p>
{{>ERRORS}}
<form class="form" method="post" action="{{ACTION}}" novalidate>
<input type="hidden" name="csrf" value="{{CSRF}}">
{{>FIELDS}}
<div class="actions"><button class="button button-plain" type="submit">登记</button></div>
</form>
</section>
{{/HAND}}
<section aria-labelledby="h-line">
<h2 id="h-line">外发记录</h2>
<ol class="history">
{{#LINE}}
<li>
<p><strong>{{EVENT}}</strong> <span class="quiet">{{WHEN}}</span></p>
<p>{{WHO}}</p>
{{#NOTE}}<p class="history-note">{{SENTENCE}}</p>{{/NOTE}}
</li>
{{/LINE}}
</ol>
</section>
