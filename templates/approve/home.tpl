{{%AUTOESCAPE context="HTML"}}
<h1>今日工作台</h1>
<p class="lead">{{SENTENCE}}</p>
{{#LATE}}<p class="note note-urgent" role="alert">{{SENTENCE}}。<a href="/admin/report">现在提交</a></p>
{{/LATE}}<ul class="counters">
{{#COUNTER}}
<li{{#URGENT}} class="urgent"{{/URGENT}}><a href="{{HREF}}"><strong>{{COUNT}}</strong>{{LABEL}}</a></li>
{{/COUNTER}}
</ul>
{{#QUEUE}}
<h2>{{LABEL}}<span class="quiet">，最早的在前</span></h2>
<table>
<thead><tr><th scope="col">办件编号</th><th scope="col">事项</th><th scope="col">单位</th><th scope="col">印章名称</th><th scope="col">状态</th><th scope="col" class="n">已等</th></tr></thead>
<tbody>
{{#ROW}}
<tr><td data-label="办件编号" class="code"><a href="/approve/{{ID}}">{{NUMBER}}</a></td><td data-label="事项">{{LABEL}}</td><td data-label="单位">{{UNIT_NAME}}</td><td data-label="印章名称">{{SEAL_NAME}}</td><td data-label="状态"><strong class="tag tag-{{TONE}}">{{STATE}}</strong></td><td data-label="已等" class="n">{{WAITED}}</td></tr>
{{/ROW}}
</tbody>
</table>
{{#MORE}}<p><a href="{{HREF}}">查看全部</a></p>{{/MORE}}
{{/QUEUE}}
<p class="keys quiet no-print" hidden><span>单键操作：<kbd>j</kbd> 下一件，<kbd>k</kbd> 上一件，<kbd>Enter</kbd> 打开，<kbd>?</kbd> 到这里 </span><button type="button" class="link">关闭单键操作</button></p>
<p class="no-print"><a href="/approve/seals">印章台账</a>　<a href="/approve/filings">备案外发</a>　<a href="/approve/figures">统计</a></p>
{{#COUNTER_DESK}}
<h2 class="no-print">窗口</h2>
<p class="actions"><a class="button button-plain" href="/approve/new">为来访人办理申领</a></p>
{{/COUNTER_DESK}}
