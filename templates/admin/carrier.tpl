{{%AUTOESCAPE context="HTML"}}
<p class="quiet no-print"><a href="/admin/carriers">UKey 台账</a></p>
<div class="case-head">
<h1>{{SERIAL}}</h1>
<p>{{>TAG}}</p>
</div>
<dl class="facts">
{{#FACT}}
<dt>{{LABEL}}</dt><dd>{{VALUE}}</dd>
{{/FACT}}
</dl>
{{#RECEIPT}}<p class="no-print"><a href="/admin/carrier/{{ID}}/receipt">打印签领单</a></p>{{/RECEIPT}}
{{>TASKS}}
<section aria-labelledby="h-line">
<h2 id="h-line">状态记录</h2>
<ol class="history">
{{#LINE}}
<li>
<p><strong>{{EVENT}}</strong> <span class="quiet">{{WHEN}}</span></p>
<p>{{WHO}} <span class="quiet">{{UNIT_NAME}}{{#HOLDER}}；使用人：{{NAME}}{{/HOLDER}}{{#WITNESS}}；见证人：{{NAME}}{{/WITNESS}}</span></p>
{{#NOTE}}<p class="history-note">{{SENTENCE}}</p>{{/NOTE}}
</li>
{{/LINE}}
</ol>
</section>
