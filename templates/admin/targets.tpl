{{%AUTOESCAPE context="HTML"}}
<h1>备案外发对象</h1>
<p class="lead">印章制作、挂失、注销等事项向谁报送、多久之内、怎样重试。修改以后发生的事项按新的办；已生成的报文不变，地址和公钥立即生效。</p>
<table>
<thead><tr><th scope="col">名称</th><th scope="col">类别</th><th scope="col">地址</th><th scope="col">时限</th><th scope="col">状态</th></tr></thead>
<tbody>
{{#ROW}}
<tr><td data-label="名称"><a href="/admin/target/{{ID}}">{{NAME}}</a></td><td data-label="类别">{{LABEL}}</td><td data-label="地址">{{VALUE}}</td><td data-label="时限">{{UNTIL}}</td><td data-label="状态" class="tight"><strong class="tag tag-{{TONE}}">{{STATE}}</strong></td></tr>
{{/ROW}}
</tbody>
</table>
{{#ADD}}<p class="actions"><a class="button button-plain" href="/admin/target/new">增加外发对象</a></p>{{/ADD}}
<p><a href="/admin">返回管理</a></p>
