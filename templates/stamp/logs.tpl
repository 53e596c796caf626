{{%AUTOESCAPE context="HTML"}}
<h1>用章登记</h1>
<p class="lead">每次盖章自动登记，不能改动或删除。请选择印章。</p>
{{#NONE}}<p>本单位还没有电子印章。</p>{{/NONE}}
<ul class="tasks">
{{#ROW}}
<li class="task"><a href="{{HREF}}">{{NAME}}</a> {{>STATE}}<span class="task-why code">{{CODE:x-groups}}</span></li>
{{/ROW}}
</ul>
<p class="actions"><a class="button-back" href="/stamp">返回用章</a></p>
