{{%AUTOESCAPE context="HTML"}}
<h1>UKey 台账</h1>
<p class="quiet">{{UNIT_NAME}}</p>
{{#LOW}}
<div class="inset inset-act" role="status"><p>空白 UKey 只有 {{COUNT}} 个，少于最低库存 {{LEAST}} 个。请<a href="/admin/carriers/order">申请序列号</a>，或者由其他单位调拨。</p></div>
{{/LOW}}
<nav class="tabs" aria-label="状态"><ul>
{{#TAB}}
<li><a href="{{HREF}}"{{#CHOSEN}} aria-current="true"{{/CHOSEN}}>{{LABEL}} {{COUNT}}</a></li>
{{/TAB}}
</ul></nav>
{{#BAD}}<p class="error" role="alert"><span>错误：</span>{{SENTENCE}}</p>{{/BAD}}
<form class="filters" method="get" action="/admin/carriers">
<input type="hidden" name="tab" value="{{TAB_NAME}}">
<input type="hidden" name="unit" value="{{UNIT}}">
<div><label for="f-q">序列号（可以扫码）或使用人</label><input id="f-q" name="q" value="{{TEXT}}" autocomplete="off" autofocus></div>
<div><label for="f-kind">载体</label><select id="f-kind" name="kind">{{#KIND}}<option value="{{VALUE}}"{{#CHOSEN}} selected{{/CHOSEN}}>{{LABEL}}</option>{{/KIND}}</select></div>
<div><label for="f-rows">每页</label><select id="f-rows" name="rows">{{#ROWS}}<option value="{{VALUE}}"{{#CHOSEN}} selected{{/CHOSEN}}>{{LABEL}}</option>{{/ROWS}}</select></div>
<button type="submit">查找</button>
<a href="{{CLEAR}}">清除</a>
<a href="{{CSV}}">导出 CSV</a>
</form>
{{#NONE}}<p class="lead">没有符合条件的载体。</p>{{/NONE}}
{{#SOME}}
<table>
<thead>{{>HEAD}}</thead>
<tbody>
{{#ROW}}
<tr><td data-label="序列号" class="code"><a href="/admin/carrier/{{ID}}">{{SERIAL}}</a></td><td data-label="型号">{{MODEL}}</td><td data-label="状态" class="tight"><strong class="tag tag-{{TONE}}">{{STATE}}</strong></td><td data-label="使用人">{{NAME}}</td><td data-label="提示">{{NOTE}}</td><td data-label="最近变动">{{WHEN}}</td></tr>
{{/ROW}}
</tbody>
</table>
{{>PAGER}}
{{/SOME}}
{{#OWN}}
<p class="actions no-print"><a class="button button-plain" href="/admin/carriers/book">入库</a><a class="button button-plain" href="/admin/carriers/send">调出</a></p>
{{/OWN}}
<p class="no-print"><a href="/admin/carriers/transfers">调拨</a>　<a href="/admin/carriers/stock">各单位库存</a>　<a href="/admin/carriers/papers">盘点和序列号申请</a></p>
