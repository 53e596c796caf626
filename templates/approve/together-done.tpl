{{%AUTOESCAPE context="HTML"}}
<h1>{{HEADING}}</h1>
{{#BAD}}<p class="error" role="alert"><span>错误：</span>{{SENTENCE}}</p>{{/BAD}}
<table>
<thead><tr><th scope="col">办件编号</th><th scope="col">单位</th><th scope="col">印章</th><th scope="col">结果</th><th scope="col">说明</th></tr></thead>
<tbody>
{{#ROW}}
<tr><td data-label="办件编号" class="code"><a href="{{HREF}}">{{NUMBER}}</a></td><td data-label="单位">{{UNIT_NAME}}</td><td data-label="印章">{{SEAL_NAME}}</td><td data-label="结果" class="tight"><strong class="tag tag-{{TONE}}">{{STATE}}</strong></td><td data-label="说明">{{SENTENCE}}</td></tr>
{{/ROW}}
</tbody>
</table>
<p><a class="button-back" href="/approve/list?tab=mine">回到待我办理</a></p>
