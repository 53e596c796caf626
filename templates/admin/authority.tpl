{{%AUTOESCAPE context="HTML"}}
<p class="quiet"><a href="/admin/authorities">主管部门</a></p>
<h1>{{HEADING}}</h1>
<dl class="facts">
{{#FACT}}<dt>{{LABEL}}</dt><dd>{{VALUE}}</dd>
{{/FACT}}
</dl>
{{#NOT_MINE}}<p>主管部门由业务管理员登记。</p>{{/NOT_MINE}}
{{>FORM}}
<section aria-labelledby="h-line">
<h2 id="h-line">登记记录</h2>
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
