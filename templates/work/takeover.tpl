{{%AUTOESCAPE context="HTML"}}
<section aria-labelledby="h-takeover">
<h2 id="h-takeover">原系统的印章</h2>
<dl class="facts">
{{#FACT}}
<dt>{{LABEL}}</dt><dd>{{VALUE:x-groups}}</dd>
{{/FACT}}
</dl>
<ul class="plain">
{{#FLAW}}
<li><strong class="tag tag-bad">不符</strong> {{SENTENCE}} <span class="quiet">{{CLAUSE}}</span></li>
{{/FLAW}}
{{#CHECK}}
<li><strong class="tag tag-good">相符</strong> {{SENTENCE}} <span class="quiet">{{CLAUSE}}</span></li>
{{/CHECK}}
{{#REMARK}}
<li><strong class="tag tag-wait">说明</strong> {{SENTENCE}}</li>
{{/REMARK}}
</ul>
</section>
