{{%AUTOESCAPE context="HTML"}}
<h1>规则与参数</h1>
<p class="lead">现行第 {{VERSION_NO}} 版，地区方案：{{PROFILE}}。每次修改都形成新的版本，已受理的办件按受理时的版本办理。</p>
<table>
<thead><tr><th scope="col">编号</th><th scope="col">规则</th><th scope="col">现行值</th><th scope="col">默认值</th><th scope="col">说明</th><th scope="col">依据</th></tr></thead>
<tbody>
{{#ROW}}
<tr><td class="code"><a href="/admin/policy/{{NAME}}">{{NAME}}</a></td><td>{{LABEL}}</td><td>{{#CHANGED}}<strong>{{VALUE}}</strong>{{/CHANGED}}{{#PLAIN}}{{VALUE}}{{/PLAIN}}</td><td>{{USUAL}}</td><td>{{ABOUT}}</td><td>{{CLAUSE}}</td></tr>
{{/ROW}}
</tbody>
</table>
