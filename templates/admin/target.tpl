{{%AUTOESCAPE context="HTML"}}
<h1>{{HEADING}}</h1>
{{#NOT_MINE}}<p>外发对象由业务管理员修改。</p>{{/NOT_MINE}}
{{>FORM}}
<p><a href="/admin/targets">返回备案外发对象</a></p>
