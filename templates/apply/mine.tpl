{{%AUTOESCAPE context="HTML"}}
<h1>我的办件</h1>
{{#NONE}}<p class="lead">还没有办件。可以<a href="/apply">申领电子印章</a>。</p>{{/NONE}}
<ul class="cases">
{{#ROW}}
<li class="case-row"><a class="case-link" href="{{HREF}}"><span class="code">{{NUMBER}}</span> 电子印章{{LABEL}}</a> <span class="quiet">{{WHEN}}，最近办理 {{AT}}</span> {{>STATE}}{{#ANSWERED}}
<span class="hint">{{VALUE}}</span>{{/ANSWERED}}</li>
{{/ROW}}
</ul>
