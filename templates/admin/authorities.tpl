{{%AUTOESCAPE context="HTML"}}
<h1>主管部门</h1>
<p class="lead">各区划的综合管理部门、公安机关和密码管理部门。备案按印章所属区划写明公安机关，公告和挂失页面写明综合管理部门。区县没有登记的沿用市，市没有登记的沿用省。</p>
{{#NOT_MINE}}<p>主管部门由业务管理员登记。</p>{{/NOT_MINE}}
<table>
<thead><tr><th scope="col">区划</th><th scope="col">综合管理部门</th><th scope="col">公安机关</th><th scope="col">密码管理部门</th></tr></thead>
<tbody>
{{#ROW}}
<tr><td data-label="区划">{{REGION}}</td>{{#CELL}}<td data-label="{{LABEL}}"><a href="{{HREF}}">{{NAME}}</a>{{#MISSING}} <strong class="tag tag-act">缺</strong>{{/MISSING}} <span class="quiet">{{PHONE}}{{#ABOVE}} 沿用{{REGION}}{{/ABOVE}}</span></td>{{/CELL}}</tr>
{{/ROW}}
</tbody>
</table>
<p><a href="/admin">返回管理</a></p>
