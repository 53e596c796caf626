{{%AUTOESCAPE context="HTML"}}
<p class="quiet"><a href="/admin/carriers">UKey 台账</a></p>
<h1>UKey 调拨</h1>
<p class="quiet">{{UNIT_NAME}}调出和调入的，最近的在前{{#FULL}}，只列最近 100 张{{/FULL}}</p>
{{#NONE}}<p class="lead">还没有调拨。</p>{{/NONE}}
{{#SOME}}
<table>
<thead><tr><th scope="col">调拨单号</th><th scope="col">调出单位</th><th scope="col">调入单位</th><th scope="col" class="n">数量</th><th scope="col">状态</th><th scope="col">调出时间</th></tr></thead>
<tbody>
{{#ROW}}
<tr><td data-label="调拨单号" class="code"><a href="/admin/carriers/transfer/{{ID}}">{{NUMBER}}</a></td><td data-label="调出单位">{{FROM}}</td><td data-label="调入单位">{{UNTIL}}</td><td data-label="数量" class="n">{{COUNT}}</td><td data-label="状态" class="tight"><strong class="tag tag-{{TONE}}">{{STATE}}</strong></td><td data-label="调出时间">{{WHEN}}</td></tr>
{{/ROW}}
</tbody>
</table>
{{/SOME}}
<p class="actions no-print"><a class="button button-plain" href="/admin/carriers/send">调出</a></p>
