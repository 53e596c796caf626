{{%AUTOESCAPE context="HTML"}}
<h1>规则修改</h1>
<p class="lead">一名业务管理员提出，另一名批准；到生效日期形成规则的新版本。建立系统时的初始值由初始化直接设定，不在此列。</p>
{{#EMPTY}}
<p>没有提出过修改。</p>
{{/EMPTY}}
{{#SOME}}
<table>
<thead><tr><th scope="col">编号</th><th scope="col">内容</th><th scope="col">提出人</th><th scope="col">提出时间</th><th scope="col">审批人</th><th scope="col">生效</th><th scope="col">版本</th><th scope="col">状态</th></tr></thead>
<tbody>
{{#ROW}}
<tr><td data-label="编号">{{NUMBER}}</td><td data-label="内容"><a href="/admin/policy-request/{{ID}}">{{LABEL}}</a></td><td data-label="提出人">{{NAME}}</td><td data-label="提出时间">{{WHEN}}</td><td data-label="审批人">{{WHO}}</td><td data-label="生效">{{DAY}}</td><td data-label="版本" class="n">{{VERSION_NO}}</td><td data-label="状态" class="tight"><strong class="tag tag-{{TONE}}">{{STATE}}</strong></td></tr>
{{/ROW}}
</tbody>
</table>
{{/SOME}}
{{>PAGER}}
<p class="actions"><a class="button-back" href="/admin/policies">返回规则与参数</a></p>
