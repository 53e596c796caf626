{{%AUTOESCAPE context="HTML"}}
<h1>地区方案</h1>
<p class="lead">方案把一部规定的各条取值放在一起。系统自带的不能改，可以由任何一个制作自己的方案；启用方案由一名业务管理员提出、另一名批准。</p>
<table>
<thead><tr><th scope="col">方案</th><th scope="col">代号</th><th scope="col">所依据的规定</th><th scope="col">有效期</th><th scope="col">来源</th><th scope="col">状态</th></tr></thead>
<tbody>
{{#ROW}}
<tr><td data-label="方案"><a href="/admin/profile/{{NAME}}">{{LABEL}}</a>{{#CHOSEN}} <strong class="tag tag-good">使用中</strong>{{/CHOSEN}}</td><td data-label="代号" class="code">{{NAME}}</td><td data-label="所依据的规定">{{DOCUMENT}}</td><td data-label="有效期">{{PERIOD}}</td><td data-label="来源">{{ORIGIN}}</td><td data-label="状态" class="tight"><strong class="tag tag-{{TONE}}">{{STATE}}</strong></td></tr>
{{/ROW}}
</tbody>
</table>
<p class="actions"><a class="button-back" href="/admin/policies">返回规则与参数</a></p>
