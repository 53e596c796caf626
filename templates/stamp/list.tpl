{{%AUTOESCAPE context="HTML"}}
<h1>用章</h1>
{{#DECLINES}}<p class="no-print"><a href="/stamp/declines">拒收报告</a></p>{{/DECLINES}}
{{#MAY_ASK}}<p class="actions"><a class="button" href="/stamp/new">申请用章</a></p>{{/MAY_ASK}}
<nav class="tabs" aria-label="分类"><ul>
{{#TAB}}<li><a href="{{HREF}}"{{#HERE}} aria-current="true"{{/HERE}}>{{LABEL}}</a></li>
{{/TAB}}</ul></nav>
{{#NONE}}<p class="lead">{{SENTENCE}}</p>{{/NONE}}
{{#SOME}}
<table>
<thead><tr><th scope="col">编号</th><th scope="col">文件</th><th scope="col">印章</th><th scope="col">申请人</th><th scope="col">状态</th><th scope="col">申请时间</th></tr></thead>
<tbody>
{{#ROW}}
<tr><td data-label="编号" class="code"><a href="{{HREF}}">{{NUMBER}}</a></td><td data-label="文件">{{NAME}}</td><td data-label="印章">{{LABEL}}</td><td data-label="申请人">{{WHO}}</td><td data-label="状态">{{>STATE}}</td><td data-label="申请时间">{{WHEN}}</td></tr>
{{/ROW}}
</tbody>
</table>
{{>PAGER}}
{{/SOME}}
