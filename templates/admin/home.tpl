{{%AUTOESCAPE context="HTML"}}
<h1>管理</h1>
{{#CLOCK}}
<p class="note" role="alert">{{SENTENCE}}。请核对服务器时间和时间同步；这段时间的记录先后以审计序号为准。</p>
{{/CLOCK}}
{{#FORCE}}
<p class="note" role="alert">{{SENTENCE}}。参数仍按原值执行，法律效力说明改引国家规定；请业务管理员核对<a href="/admin/policies">规则与参数</a>。</p>
{{/FORCE}}
{{#LATE}}
<p class="note note-urgent" role="alert">{{SENTENCE}}。<a href="/admin/report">现在提交</a></p>
{{/LATE}}
{{#MISSING}}
<p class="note" role="alert">{{SENTENCE}}。备案和公告因此没有写明收件的部门，请在<a href="/admin/authorities">主管部门</a>里登记。</p>
{{/MISSING}}
{{#COUNTED}}
<ul class="counters">
{{#COUNTER}}
<li{{#URGENT}} class="urgent"{{/URGENT}}><a href="{{HREF}}"><strong>{{COUNT}}</strong>{{LABEL}}</a></li>
{{/COUNTER}}
</ul>
{{/COUNTED}}
{{>TASKS}}
