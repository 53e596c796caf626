{{%AUTOESCAPE context="HTML"}}
<h1>我的办件</h1>
{{#NONE}}<p class="lead">还没有办件。可以<a href="/apply">申领电子印章</a>。</p>{{/NONE}}
{{#SOME}}
<ul class="tasks">
{{#ROW}}
<li class="task"><a href="{{HREF}}"><span class="code">{{NUMBER}}</span> 电子印章{{LABEL}}</a> {{>STATE}}<span class="task-why">{{WHEN}}，最近办理 {{AT}}{{#ANSWERED}} · {{VALUE}}{{/ANSWERED}}</span></li>
{{/ROW}}
</ul>
{{/SOME}}
