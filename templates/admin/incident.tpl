{{%AUTOESCAPE context="HTML"}}
<p class="quiet"><a href="/admin/incidents">安全事件</a></p>
<h1>{{HEADING}}</h1>
<p>{{>TAG}}</p>
<dl class="facts">
{{#FACT}}<dt>{{LABEL}}</dt><dd>{{VALUE}}</dd>
{{/FACT}}
</dl>
<p>{{TEXT:pre_escape}}</p>
<p class="actions no-print">
{{#ACT}}
<a class="button button-plain" href="{{HREF}}">{{LABEL}}</a>
{{/ACT}}
</p>
<section aria-labelledby="h-file">
<h2 id="h-file">证据材料</h2>
<ul class="plain">
{{#FILE}}
<li><a href="{{HREF}}">{{NAME}}</a> <span class="quiet">{{WHEN}}</span></li>
{{/FILE}}
</ul>
</section>
{{>TASKS}}
{{>HISTORY_PART}}
