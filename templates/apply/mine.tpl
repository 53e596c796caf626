{{%AUTOESCAPE context="HTML"}}
<h1>我的办件</h1>
{{#NONE}}<p class="lead">还没有办件。可以<a href="/apply">申领电子印章</a>。</p>{{/NONE}}
{{#SOME}}
<ul class="tasks">
{{#ROW}}
<li class="task"><a href="{{HREF}}"><span class="code">{{NUMBER}}</span> 电子印章{{LABEL}}</a> {{>STATE}}
<span class="task-why">最近一步：{{EVENT}}，{{AT}}{{#DUE}} · 期限 {{WHEN}}{{/DUE}}</span>
{{#GAP}}
<span class="task-why">{{LABEL}} {{COUNT}} 项：{{VALUE}}</span>
{{/GAP}}
{{#ANSWERED}}
<span class="task-why">{{LABEL}}：<span class="lines">{{VALUE}}</span></span>
{{/ANSWERED}}
</li>
{{/ROW}}
</ul>
{{/SOME}}
