{{%AUTOESCAPE context="HTML"}}
<h1>{{HEADING}}</h1>
<p class="lead">依据《{{DOCUMENT}}》，{{PERIOD}}。采用后，下列规则一并改为本方案的值，从那时起适用。</p>
{{#FORCE}}
<p class="note" role="status">{{SENTENCE}}。采用后参数按本方案执行，法律效力说明仍引国家规定。</p>
{{/FORCE}}
{{#EMPTY}}
<p>现行各条规则与本方案一致。</p>
{{/EMPTY}}
{{#DIFFERS}}
<table>
<thead><tr><th scope="col">编号</th><th scope="col">规则</th><th scope="col">现行值</th><th scope="col">改为</th><th scope="col">依据</th></tr></thead>
<tbody>
{{#ROW}}
<tr><td data-label="编号" class="code"><a href="/admin/policy/{{NAME}}">{{NAME}}</a></td><td data-label="规则">{{LABEL}}</td><td data-label="现行值">{{VALUE}}</td><td data-label="改为"><strong>{{THEN}}</strong></td><td data-label="依据">{{CLAUSE}}</td></tr>
{{/ROW}}
</tbody>
</table>
{{/DIFFERS}}
{{>FORM}}
<p><a href="/admin/policies">返回规则与参数</a></p>
