{{%AUTOESCAPE context="HTML"}}
<h1>管理</h1>
{{#COUNTED}}
<ul class="counters">
{{#COUNTER}}
<li{{#URGENT}} class="urgent"{{/URGENT}}><a href="{{HREF}}"><strong>{{COUNT}}</strong>{{LABEL}}</a></li>
{{/COUNTER}}
</ul>
{{/COUNTED}}
{{>TASKS}}
