{{%AUTOESCAPE context="HTML"}}
<h1>外发消息</h1>
<p class="lead">通知都在各人的站内通知里；短信和邮件是另外的渠道，没有配置或发送失败都不影响办理。</p>
<table>
<thead><tr><th scope="col">渠道</th><th scope="col">状态</th><th scope="col">从何时起</th><th scope="col">最近发出</th><th scope="col">等待</th><th scope="col">没有发出</th><th scope="col">最近一次失败</th></tr></thead>
<tbody>
{{#CHANNEL}}
<tr><td data-label="渠道">{{LABEL}}</td><td data-label="状态"><strong class="tag tag-{{TONE}}">{{STATE}}</strong></td><td data-label="从何时起">{{WHEN}}</td><td data-label="最近发出">{{AT}}</td><td data-label="等待" class="n">{{N}}</td><td data-label="没有发出" class="n">{{COUNT}}</td><td data-label="最近一次失败">{{NOTE}}</td></tr>
{{/CHANNEL}}
</tbody>
</table>
{{#QUEUE}}
<h2>{{LABEL}}</h2>
<table>
<thead><tr><th scope="col">渠道</th><th scope="col">发给</th><th scope="col">生成</th><th scope="col">次数</th><th scope="col">办理</th></tr></thead>
<tbody>
{{#ROW}}
<tr><td data-label="渠道">{{LABEL}}</td><td data-label="发给">{{NAME}}</td><td data-label="生成">{{WHEN}}</td><td data-label="次数" class="n">{{N}}</td><td data-label="办理">{{>CONFIRM}}</td></tr>
{{/ROW}}
</tbody>
</table>
{{/QUEUE}}
<p><a href="/admin">返回管理</a></p>
