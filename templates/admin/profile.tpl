{{%AUTOESCAPE context="HTML"}}
<h1>地区方案：{{HEADING}}</h1>
{{>ANSWERS}}
{{>TASKS}}
<h2>各条的值</h2>
{{#EMPTY}}
<p>现行各条规则与本方案一致。</p>
{{/EMPTY}}
<table>
<thead><tr><th scope="col">编号</th><th scope="col">规则</th><th scope="col">现行值</th><th scope="col">方案的值</th><th scope="col">依据</th></tr></thead>
<tbody>
{{#ROW}}
<tr><td data-label="编号" class="code"><a href="/admin/policy/{{NAME}}">{{NAME}}</a></td><td data-label="规则">{{LABEL}}</td><td data-label="现行值">{{BEFORE}}</td><td data-label="方案的值">{{#CHANGED}}<strong>{{VALUE}}</strong>{{/CHANGED}}{{#PLAIN}}{{VALUE}}{{/PLAIN}}</td><td data-label="依据"><ul class="plain">{{#CLAUSE}}<li>{{TEXT}}{{#IN_FORCE}} <small class="quiet">{{PERIOD}}</small>{{/IN_FORCE}}</li>{{/CLAUSE}}</ul></td></tr>
{{/ROW}}
</tbody>
</table>
<p class="actions"><a class="button-back" href="/admin/profiles">返回地区方案</a></p>
