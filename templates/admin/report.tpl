{{%AUTOESCAPE context="HTML"}}
<h1>定期统计</h1>
{{#DUTY}}<p class="note" role="status">{{SENTENCE}}。</p>{{/DUTY}}
<form class="filters" method="get" action="/admin/report">
<div><label for="f-from">从</label><input id="f-from" name="from" type="date" value="{{FROM}}"></div>
<div><label for="f-until">到</label><input id="f-until" name="until" type="date" value="{{UNTIL}}"></div>
<button type="submit">统计</button>
</form>
<h2>{{HEADING}}</h2>
<table>
<thead><tr><th scope="col">类别</th><th scope="col">项目</th><th scope="col" class="n">数量</th></tr></thead>
<tbody>
{{#ROW}}
<tr><td data-label="类别">{{LABEL}}</td><td data-label="项目">{{NAME}}</td><td data-label="数量" class="n">{{COUNT}}</td></tr>
{{/ROW}}
</tbody>
</table>
{{#HAND}}
{{>CONFIRM}}
{{/HAND}}
<section aria-labelledby="h-kept">
<h2 id="h-kept">已提交的报告</h2>
<ul class="plain">
{{#KEPT}}
<li><a href="{{HREF}}">{{LABEL}}</a> <span class="quiet">{{WHO}}，{{WHEN}}{{#LATE}}，逾期{{/LATE}}</span></li>
{{/KEPT}}
</ul>
</section>
<p><a href="/admin">返回管理</a></p>
