{{%AUTOESCAPE context="HTML"}}
<p class="quiet"><a href="/admin/carriers">UKey 台账</a></p>
<h1>各单位 UKey 库存</h1>
<p class="quiet">空白 UKey 少于 {{LEAST}} 个（规则 P-46）即为低库存。</p>
{{#NONE}}<p class="lead">还没有登记 UKey。</p>{{/NONE}}
{{#SOME}}
<table>
<thead>{{>HEAD}}</thead>
<tbody>
{{#ROW}}
<tr><td data-label="单位"><a href="/admin/carriers?unit={{UNIT:url_query_escape}}">{{UNIT_NAME}}</a></td>{{#CELL}}<td data-label="{{LABEL}}" class="n"><a href="{{HREF}}">{{COUNT}}</a></td>{{/CELL}}<td data-label="库存" class="tight">{{>TAG}}</td></tr>
{{/ROW}}
</tbody>
</table>
{{/SOME}}
