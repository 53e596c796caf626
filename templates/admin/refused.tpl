{{%AUTOESCAPE context="HTML"}}
<p class="quiet"><a href="/admin/declines">拒收报告</a></p>
<h1>群众反映的拒收</h1>
<p class="lead">共 {{COUNT}} 件，新的在前。反映的人没有留下姓名，询问时报编号。</p>
<ul class="plain">
{{#ROW}}
<li><p><span class="code">{{NUMBER}}</span> <strong>{{PLACE}}</strong> <span class="quiet">{{WHEN}}</span><br>{{SENTENCE}}<br><span class="code quiet">{{CODE}}</span></p></li>
{{/ROW}}
</ul>
