{{%AUTOESCAPE context="HTML"}}
<h1>{{HEADING}}</h1>
{{#EMPTY}}
<p>没有待办的事项。</p>
{{/EMPTY}}
{{>TASKS}}
<p><a href="/admin">返回管理</a></p>
