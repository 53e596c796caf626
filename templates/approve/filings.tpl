{{%AUTOESCAPE context="HTML"}}
<h1>备案外发</h1>
<nav class="tabs" aria-label="分类"><ul>
{{#TAB}}
<li><a href="{{HREF}}"{{#CHOSEN}} aria-current="true"{{/CHOSEN}}>{{LABEL}}</a></li>
{{/TAB}}
</ul></nav>
<form class="filters" method="get" action="/approve/filings">
<input type="hidden" name="tab" value="{{TAB_NAME}}">
<div><label for="f-target">外发对象</label><select id="f-target" name="target"><option value="">全部</option>{{#CHOICE}}<option value="{{VALUE}}"{{#CHOSEN}} selected{{/CHOSEN}}>{{LABEL}}</option>{{/CHOICE}}</select></div>
<div><label for="f-rows">每页</label><select id="f-rows" name="rows">{{#ROWS}}<option value="{{VALUE}}"{{#CHOSEN}} selected{{/CHOSEN}}>{{LABEL}}</option>{{/ROWS}}</select></div>
<button type="submit">筛选</button>
<a href="{{CLEAR}}">清除</a>
<a href="{{CSV}}">导出 CSV</a>
</form>
{{#NOTE}}<p class="quiet">{{LABEL}}：{{SENTENCE}}。</p>{{/NOTE}}
{{#NONE}}<p class="lead">没有符合条件的备案。</p>{{/NONE}}
{{#SOME}}
<table>
<thead>{{>HEAD}}</thead>
<tbody>
{{#ROW}}
<tr><td data-label="事项"><a href="/approve/filings/{{ID}}">{{LABEL}}</a></td><td data-label="外发对象">{{TARGET}}</td><td data-label="印章编码" class="code">{{CODE}}</td><td data-label="印章名称">{{SEAL_NAME}}</td><td data-label="单位">{{UNIT_NAME}}</td><td data-label="状态" class="tight"><strong class="tag tag-{{TONE}}">{{STATE}}</strong></td><td data-label="发生">{{WHEN}}</td><td data-label="时限">{{UNTIL}}</td><td data-label="次数" class="n">{{N}}</td><td data-label="结果">{{REASON}}</td></tr>
{{/ROW}}
</tbody>
</table>
{{>PAGER}}
{{/SOME}}
