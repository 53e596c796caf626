{{%AUTOESCAPE context="HTML"}}
<p class="quiet"><a href="/admin/incidents">安全事件</a></p>
<h1>待登记的线索</h1>
<p class="lead">公众的举报、认定的虚假材料和超时的备案。登记成事件以后从这里消失；查无此事的，登记后按“不属实”办结。</p>
{{#NONE}}<p>没有待登记的线索。</p>{{/NONE}}
<ul class="plain">
{{#ROW}}
<li><p><strong>{{LABEL}}</strong> <span class="quiet">{{WHEN}}</span><br>{{SENTENCE}}<br><a href="{{HREF}}">登记为安全事件</a></p></li>
{{/ROW}}
</ul>
