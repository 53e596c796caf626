{{%AUTOESCAPE context="HTML"}}
<div class="problem">
<h1>{{HEADING}}</h1>
<p>{{SENTENCE}}</p>
{{#REQUEST}}
<p class="quiet">如需联系我们，请提供编号 <code>{{REQUEST_ID}}</code></p>
{{/REQUEST}}
<p><a href="/">返回首页</a></p>
</div>
