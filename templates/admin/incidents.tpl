{{%AUTOESCAPE context="HTML"}}
<h1>安全事件</h1>
<p class="lead">伪造、变造、冒用、盗用印章和虚假申请，从登记到办结。</p>
<p class="actions"><a class="button button-plain" href="/admin/incidents/new">登记安全事件</a> <a href="/admin/incidents/leads">待登记的线索</a></p>
<nav class="tabs" aria-label="分类"><ul>
{{#TAB}}
<li><a href="{{HREF}}"{{#CHOSEN}} aria-current="true"{{/CHOSEN}}>{{LABEL}}</a></li>
{{/TAB}}
</ul></nav>
<form class="filters" method="get" action="/admin/incidents">
<input type="hidden" name="tab" value="{{TAB_NAME}}">
<div><label for="f-kind">类别</label><select id="f-kind" name="kind">{{#KIND}}<option value="{{VALUE}}"{{#CHOSEN}} selected{{/CHOSEN}}>{{LABEL}}</option>{{/KIND}}</select></div>
<div><label for="f-rows">每页</label><select id="f-rows" name="rows">{{#ROWS}}<option value="{{VALUE}}"{{#CHOSEN}} selected{{/CHOSEN}}>{{LABEL}}</option>{{/ROWS}}</select></div>
<button type="submit">筛选</button>
<a href="{{CLEAR}}">清除</a>
<a href="{{CSV}}">导出 CSV</a>
</form>
{{#NONE}}<p class="lead">没有符合条件的事件。</p>{{/NONE}}
{{#SOME}}
<table>
<thead>{{>HEAD}}</thead>
<tbody>
{{#ROW}}
<tr><td data-label="编号" class="tight"><a href="/admin/incident/{{ID}}">{{NUMBER}}</a></td><td data-label="类别">{{LABEL}}</td><td data-label="状态" class="tight"><strong class="tag tag-{{TONE}}">{{STATE}}</strong></td><td data-label="来源">{{SOURCE}}</td><td data-label="印章">{{SEAL_NAME}}</td><td data-label="涉及单位">{{UNIT_NAME}}</td><td data-label="登记">{{WHEN}}</td><td data-label="措施" class="n">{{MEASURES}}</td><td data-label="通报" class="n">{{N}}</td><td data-label="结论">{{RESULT}}</td></tr>
{{/ROW}}
</tbody>
</table>
{{>PAGER}}
{{/SOME}}
<p><a href="/admin">返回管理</a></p>
