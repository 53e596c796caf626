{{%AUTOESCAPE context="HTML"}}
<h1>{{HEADING}}</h1>
{{#EMPTY}}
<p>没有印章。</p>
{{/EMPTY}}
{{#SOME}}
<table>
<thead><tr><th scope="col">印章</th><th scope="col">编码</th><th scope="col">状态</th><th scope="col">保管人</th><th scope="col">办理</th></tr></thead>
<tbody>
{{#ROW}}
<tr><td data-label="印章">{{NAME}}</td><td data-label="编码" class="code">{{CODE:x-groups}}</td><td data-label="状态">{{>TAG}}</td><td data-label="保管人">{{KEEPER_NAME}}</td><td data-label="办理">{{#LINK}}<a href="{{HREF}}">指定保管人<span class="unseen">{{NAME}}</span></a>{{/LINK}}</td></tr>
{{/ROW}}
</tbody>
</table>
{{/SOME}}
<p><a href="{{BACK_HREF}}">返回{{BACK_LABEL}}</a></p>
