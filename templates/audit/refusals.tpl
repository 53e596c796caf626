{{%AUTOESCAPE context="HTML"}}
<h1>匿名拒绝计数</h1>
<p class="lead">没有登录的访问被拒绝时，按程序、原因和分钟计数，不逐条记录。已登录人员的拒绝见审计记录。</p>
{{#EMPTY}}
<p>最近七天没有。</p>
{{/EMPTY}}
{{#SOME}}
<table>
<thead><tr><th scope="col">日期</th><th scope="col">程序</th><th scope="col">原因</th><th class="n" scope="col">次数</th></tr></thead>
<tbody>
{{#ROW}}
<tr><td data-label="日期">{{AT}}</td><td data-label="程序">{{NAME}}</td><td data-label="原因">{{REASON}}</td><td data-label="次数" class="n">{{COUNT}}</td></tr>
{{/ROW}}
</tbody>
</table>
{{/SOME}}
<p><a href="/audit">返回列表</a></p>
