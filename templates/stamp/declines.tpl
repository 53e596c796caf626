{{%AUTOESCAPE context="HTML"}}
<h1>拒收报告</h1>
<p class="lead">本单位没有接受的电子印章文件，和上级审查的意见。</p>
{{#MAY_ASK}}<p class="actions"><a class="button button-plain" href="/stamp/declines/new">报告拒收</a></p>{{/MAY_ASK}}
{{#NONE}}<p>没有报告过拒收。</p>{{/NONE}}
<ul class="plain">
{{#ROW}}
<li><p><span class="code">{{NUMBER}}</span> {{NAME}} <strong class="tag tag-{{TONE}}">{{STATE}}</strong><br>{{LABEL}}<br><span class="quiet">{{WHEN}}</span> {{SENTENCE}}</p></li>
{{/ROW}}
</ul>
<p><a href="/stamp">返回用章</a></p>
