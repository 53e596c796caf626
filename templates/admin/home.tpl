{{%AUTOESCAPE context="HTML"}}
<h1>管理</h1>
{{#CLOCK}}
<p class="note" role="alert">{{SENTENCE}}。请核对服务器时间和时间同步；这段时间的记录先后以审计序号为准。</p>
{{/CLOCK}}
{{#COUNTED}}
<ul class="counters">
{{#COUNTER}}
<li{{#URGENT}} class="urgent"{{/URGENT}}><a href="{{HREF}}"><strong>{{COUNT}}</strong>{{LABEL}}</a></li>
{{/COUNTER}}
</ul>
{{/COUNTED}}
{{>TASKS}}
