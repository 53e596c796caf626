{{%AUTOESCAPE context="HTML"}}
<h1>系统授权</h1>
<p class="lead">业务环节自动出具的回执、通知书，不经人工即加盖本单位的印章。由审核员评估风险、提出，由另一位保管人同意；有期限，有每天的次数。</p>
{{#MAY_ASK}}<p class="actions"><a class="button" href="/stamp/grants/new">提出系统授权</a></p>{{/MAY_ASK}}
{{#NONE}}<p>本单位还没有系统授权。</p>{{/NONE}}
<ul class="tasks">
{{#ROW}}
<li class="task"><a href="{{HREF}}"><span class="code">{{NUMBER}}</span> {{LABEL}}</a> {{>STATE}}<span class="task-why">{{NAME}}，至 {{UNTIL}}</span></li>
{{/ROW}}
</ul>
<p class="actions"><a class="button-back" href="/stamp">返回用章</a></p>
