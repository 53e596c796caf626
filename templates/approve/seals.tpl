{{%AUTOESCAPE context="HTML"}}
<h1>印章台账</h1>
<nav class="tabs" aria-label="分类"><ul>
{{#TAB}}
<li><a href="{{HREF}}"{{#CHOSEN}} aria-current="true"{{/CHOSEN}}>{{LABEL}}</a></li>
{{/TAB}}
</ul></nav>
{{#BAD}}<p class="error" role="alert"><span>错误：</span>{{SENTENCE}}</p>{{/BAD}}
<form class="filters" method="get" action="/approve/seals">
<input type="hidden" name="tab" value="{{TAB_NAME}}">
<div><label for="f-q">印章名称或编码</label><input id="f-q" name="q" value="{{TEXT}}"></div>
<div><label for="f-rows">每页</label><select id="f-rows" name="rows">{{#ROWS}}<option value="{{VALUE}}"{{#CHOSEN}} selected{{/CHOSEN}}>{{LABEL}}</option>{{/ROWS}}</select></div>
<button type="submit">筛选</button>
<a href="{{CLEAR}}">清除</a>
<a href="{{CSV}}">导出 CSV</a>
</form>
{{#NONE}}<p class="lead">没有符合条件的印章。</p>{{/NONE}}
{{#SOME}}
<table>
<thead>{{>HEAD}}</thead>
<tbody>
{{#ROW}}
<tr><td data-label="印章编码" class="code"><a href="/approve/seals/{{ID}}">{{CODE}}</a></td><td data-label="印章名称">{{SEAL_NAME}}{{#IMPORTED}} <span class="tag tag-plain">其他系统制作</span>{{/IMPORTED}}</td><td data-label="单位">{{UNIT_NAME}}</td><td data-label="保管人" class="tight">{{NAME}}</td><td data-label="状态" class="tight"><strong class="tag tag-{{TONE}}">{{STATE}}</strong></td><td data-label="有效期至">{{UNTIL}}</td><td data-label="最近使用">{{USED}}</td></tr>
{{/ROW}}
</tbody>
</table>
{{>PAGER}}
{{/SOME}}
