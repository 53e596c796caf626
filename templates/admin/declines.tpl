{{%AUTOESCAPE context="HTML"}}
<h1>拒收报告</h1>
<p class="lead">不接受电子印章文件的报告：以什么法定理由，理由是否成立。</p>
<p class="actions"><a href="/admin/declines/public">群众反映的拒收</a></p>
<nav class="tabs" aria-label="分类"><ul>
{{#TAB}}
<li><a href="{{HREF}}"{{#CHOSEN}} aria-current="true"{{/CHOSEN}}>{{LABEL}}</a></li>
{{/TAB}}
</ul></nav>
<form class="filters" method="get" action="/admin/declines">
<input type="hidden" name="tab" value="{{TAB_NAME}}">
<div><label for="f-reason">理由</label><select id="f-reason" name="reason"><option value="">全部</option>{{#CHOICE}}<option value="{{VALUE}}"{{#CHOSEN}} selected{{/CHOSEN}}>{{LABEL}}</option>{{/CHOICE}}</select></div>
<div><label for="f-rows">每页</label><select id="f-rows" name="rows">{{#ROWS}}<option value="{{VALUE}}"{{#CHOSEN}} selected{{/CHOSEN}}>{{LABEL}}</option>{{/ROWS}}</select></div>
<button type="submit">筛选</button>
<a href="{{CLEAR}}">清除</a>
<a href="{{CSV}}">导出 CSV</a>
</form>
{{#NONE}}<p class="lead">没有符合条件的报告。</p>{{/NONE}}
{{#SOME}}
<table>
<thead>{{>HEAD}}</thead>
<tbody>
{{#ROW}}
<tr><td data-label="编号" class="tight"><a href="/admin/decline/{{ID}}">{{NUMBER}}</a></td><td data-label="拒收单位">{{UNIT_NAME}}</td><td data-label="文件">{{NAME}}</td><td data-label="印章">{{SEAL_NAME}}</td><td data-label="理由">{{LABEL}}</td><td data-label="状态" class="tight"><strong class="tag tag-{{TONE}}">{{STATE}}</strong></td><td data-label="报告">{{WHEN}}</td></tr>
{{/ROW}}
</tbody>
</table>
{{>PAGER}}
{{/SOME}}
<p><a href="/admin">返回管理</a></p>
