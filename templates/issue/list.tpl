{{%AUTOESCAPE context="HTML"}}
<h1>制章</h1>
<ul class="counters">
{{#COUNTER}}
<li><a href="{{HREF}}"><strong>{{COUNT}}</strong>{{LABEL}}</a></li>
{{/COUNTER}}
</ul>
<p class="actions">{{#ORDERS}}<a class="button button-plain" href="/issue/orders">证书申请</a> {{/ORDERS}}{{#TAKE_OVER}}<a class="button button-plain" href="/issue/import">接收其他系统制作的印章</a>{{/TAKE_OVER}}</p>
{{#QUEUE}}
<h2 id="{{NAME}}">{{LABEL}}<span class="quiet">，最早的在前</span></h2>
{{#NONE}}<p class="quiet">没有等待的办件。</p>{{/NONE}}
{{#SOME}}
<table>
<thead><tr><th scope="col">办件编号</th><th scope="col">单位</th><th scope="col">印章名称</th><th scope="col">状态</th><th scope="col">提交</th><th scope="col" class="n">已等</th></tr></thead>
<tbody>
{{#ROW}}
<tr><td data-label="办件编号" class="code"><a href="{{HREF}}">{{NUMBER}}</a></td><td data-label="单位">{{UNIT_NAME}}</td><td data-label="印章名称">{{SEAL_NAME}}</td><td data-label="状态">{{>STATE}}</td><td data-label="提交">{{WHEN}}</td><td data-label="已等" class="n">{{WAITED}}</td></tr>
{{/ROW}}
</tbody>
</table>
{{/SOME}}
{{#MORE}}<p><a href="{{HREF}}">下一页</a></p>{{/MORE}}
{{/QUEUE}}
