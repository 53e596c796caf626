{{%AUTOESCAPE context="HTML"}}
<h1>印章公告</h1>
<p class="lead">公示印章的挂失、解除挂失、停用、重新启用和注销。使用中的印章不在此列出。</p>
<form class="filters" method="get" action="/status/notices">
<div><label for="q">名称、编码或单位</label><input id="q" name="q" value="{{TYPED}}" maxlength="100"></div>
<div><label for="from">从</label><input id="from" name="from" type="date" value="{{FROM}}"></div>
<div><label for="until">到</label><input id="until" name="until" type="date" value="{{UNTIL}}"></div>
<button type="submit">查找</button>
</form>
{{#EMPTY}}
<p>没有符合条件的公告。</p>
{{/EMPTY}}
{{#SOME}}
<table>
<thead><tr><th scope="col">时间</th><th scope="col">事项</th><th scope="col">印章名称</th><th scope="col">印章编码</th><th scope="col">使用单位</th><th scope="col">综合管理部门</th></tr></thead>
<tbody>
{{#ROW}}
<tr><td data-label="时间">{{WHEN}}</td><td data-label="事项">{{EVENT}}</td><td data-label="印章名称">{{NAME}}</td><td data-label="印章编码"><a class="code" href="/status?q={{SEAL_CODE:url_query_escape}}">{{SEAL_CODE:x-groups}}</a></td><td data-label="使用单位">{{UNIT}}</td><td data-label="综合管理部门">{{ADDRESSEE}}</td></tr>
{{/ROW}}
</tbody>
</table>
{{/SOME}}
{{>PAGER}}
<p class="no-print"><a href="{{CSV}}">导出 CSV</a>　<a href="/status">查询印章状态</a></p>
