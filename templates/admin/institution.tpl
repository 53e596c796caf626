{{%AUTOESCAPE context="HTML"}}
<h1>{{HEADING}}</h1>
<dl class="facts">
{{#FACT}}<dt>{{LABEL}}</dt><dd>{{VALUE}}</dd>
{{/FACT}}
</dl>
{{>TASKS}}
<h2>合同</h2>
<dl class="facts">
{{#CONTRACT}}<dt>{{NUMBER}}</dt><dd>{{FROM}}至{{UNTIL}}，{{STATE}}{{#ENDED}}（{{WHEN}} 终止）{{/ENDED}}</dd>
{{/CONTRACT}}
</dl>
<h2>人员</h2>
<dl class="facts">
{{#WORKER}}<dt>{{NAME}}</dt><dd>{{LABEL}}，{{WHEN}}起</dd>
{{/WORKER}}
</dl>
<h2>监督检查</h2>
<dl class="facts">
{{#FINDING}}<dt>{{DAY}}</dt><dd>{{WHAT}}<br>处理措施：{{MEASURE}}<br><span class="quiet">{{WHO}} 登记，{{WHEN}}</span></dd>
{{/FINDING}}
</dl>
<p><a href="/admin/institutions">返回服务机构</a></p>
