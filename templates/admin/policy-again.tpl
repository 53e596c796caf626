{{%AUTOESCAPE context="HTML"}}
<h1>{{HEADING}}</h1>
{{#NOTE}}
<p class="note" role="status">{{SENTENCE}}</p>
{{/NOTE}}
<h2>改动</h2>
{{#NONE}}<p>各条的值与现行值相同。</p>{{/NONE}}
{{#CHANGES}}
<table>
<thead><tr><th scope="col">编号</th><th scope="col">规则</th><th scope="col">现行值</th><th scope="col">改为</th><th scope="col">说明</th></tr></thead>
<tbody>
{{#ROW}}
<tr><td data-label="编号" class="code"><a href="/admin/policy/{{NAME}}">{{NAME}}</a></td><td data-label="规则">{{LABEL}}</td><td data-label="现行值">{{BEFORE}}</td><td data-label="改为"><strong>{{VALUE}}</strong></td><td data-label="说明">{{ABOUT}}</td></tr>
{{/ROW}}
</tbody>
</table>
{{/CHANGES}}
{{>FORM}}
