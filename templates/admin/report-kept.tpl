{{%AUTOESCAPE context="HTML"}}
<p class="quiet"><a href="/admin/report">定期统计</a></p>
<h1>{{HEADING}}</h1>
<table>
<thead><tr><th scope="col">类别</th><th scope="col">项目</th><th scope="col" class="n">数量</th></tr></thead>
<tbody>
{{#ROW}}
<tr><td data-label="类别">{{LABEL}}</td><td data-label="项目">{{NAME}}</td><td data-label="数量" class="n">{{COUNT}}</td></tr>
{{/ROW}}
</tbody>
</table>
{{>HISTORY_PART}}
