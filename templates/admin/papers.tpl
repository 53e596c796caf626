{{%AUTOESCAPE context="HTML"}}
<p class="quiet"><a href="/admin/carriers">UKey 台账</a></p>
<h1>盘点和序列号申请</h1>
<p class="quiet">{{UNIT_NAME}}，最近的在前</p>
<h2>盘点表</h2>
{{#NO_COUNT}}<p class="quiet">还没有盘点。</p>{{/NO_COUNT}}
<table>
<thead><tr><th scope="col">盘点表号</th><th scope="col">月份</th><th scope="col" class="n">账上应有</th><th scope="col" class="n">实际清点</th><th scope="col">盘点人</th><th scope="col">时间</th></tr></thead>
<tbody>
{{#ROW}}
<tr><td data-label="盘点表号" class="code"><a href="/admin/carriers/count/{{ID}}">{{NUMBER}}</a></td><td data-label="月份">{{LABEL}}</td><td data-label="账上应有" class="n">{{COUNT}}</td><td data-label="实际清点" class="n">{{N}}</td><td data-label="盘点人">{{WHO}}</td><td data-label="时间">{{WHEN}}</td></tr>
{{/ROW}}
</tbody>
</table>
<h2>序列号申请表</h2>
{{#NO_ORDER}}<p class="quiet">还没有申请。</p>{{/NO_ORDER}}
<table>
<thead><tr><th scope="col">申请单号</th><th scope="col" class="n">数量</th><th scope="col">经办人</th><th scope="col">时间</th></tr></thead>
<tbody>
{{#ORDER}}
<tr><td data-label="申请单号" class="code"><a href="/admin/carriers/order/{{ID}}">{{NUMBER}}</a></td><td data-label="数量" class="n">{{COUNT}}</td><td data-label="经办人">{{WHO}}</td><td data-label="时间">{{WHEN}}</td></tr>
{{/ORDER}}
</tbody>
</table>
{{#OWN}}
<p class="actions no-print"><a class="button button-plain" href="/admin/carriers/count">本月盘点</a><a class="button button-plain" href="/admin/carriers/order">申请序列号</a></p>
{{/OWN}}
