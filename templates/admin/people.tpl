{{%AUTOESCAPE context="HTML"}}
<div class="case-head">
<h1>{{HEADING}}</h1>
{{#ADD}}
<p><a class="button" href="{{HREF}}">登记人员</a></p>
{{/ADD}}
</div>
{{#EMPTY}}
<p>没有人员。</p>
{{/EMPTY}}
{{#SOME}}
<table>
<thead><tr><th scope="col">账号</th><th scope="col">姓名</th><th scope="col">手机</th><th scope="col">岗位</th><th scope="col">最近登录</th><th scope="col">状态</th></tr></thead>
<tbody>
{{#ROW}}
<tr><td data-label="账号"><a href="/admin/person/{{ID}}">{{LOGIN}}</a></td><td data-label="姓名">{{NAME}}</td><td data-label="手机">{{PHONE}}</td><td data-label="岗位">{{ROLE}}</td><td data-label="最近登录">{{AT}}</td><td data-label="状态">{{>TAG}}</td></tr>
{{/ROW}}
</tbody>
</table>
{{/SOME}}
{{>PAGER}}
{{#JOIN}}
<p><a href="{{HREF}}">为已有账号的人员设岗位</a></p>
{{/JOIN}}
<p><a href="{{BACK_HREF}}">返回{{BACK_LABEL}}</a></p>
