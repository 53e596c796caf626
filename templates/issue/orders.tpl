{{%AUTOESCAPE context="HTML"}}
<p class="quiet"><a href="/issue">制章</a></p>
<h1>证书申请</h1>
<p class="lead">由第三方证书机构签发证书的办件，在这里汇集、报送证书代理服务商，并跟踪签发结果。</p>
<nav class="tabs" aria-label="分类"><ul>
{{#TAB}}
<li><a href="{{HREF}}"{{#CHOSEN}} aria-current="true"{{/CHOSEN}}>{{LABEL}}</a></li>
{{/TAB}}
</ul></nav>
{{#WRONG}}<p class="error" role="alert"><span>错误：</span>{{SENTENCE}}</p>{{/WRONG}}
{{#NONE}}<p class="lead">没有待汇集的办件。</p>{{/NONE}}
{{#NO_AGENT}}<div class="note"><p>还没有登记证书代理服务商，请业务管理员在“备案外发对象”里登记。</p></div>{{/NO_AGENT}}
{{#COLLECT}}
<form method="post" action="/issue/orders">
<input type="hidden" name="csrf" value="{{CSRF}}">
<table>
<thead><tr><th scope="col">选择</th><th scope="col">办件编号</th><th scope="col">事项</th><th scope="col">单位</th><th scope="col">印章名称</th><th scope="col" class="n">已等</th></tr></thead>
<tbody>
{{#ROW}}
<tr><td data-label="选择">{{#PICK}}<input type="checkbox" name="case" value="{{ID}}" aria-label="选择办件 {{NUMBER}}">{{/PICK}}</td><td data-label="办件编号" class="code"><a href="/issue/{{ID}}">{{NUMBER}}</a></td><td data-label="事项">{{LABEL}}</td><td data-label="单位">{{UNIT_NAME}}</td><td data-label="印章名称">{{SEAL_NAME}}</td><td data-label="已等" class="n">{{WAITED}}</td></tr>
{{/ROW}}
</tbody>
</table>
{{#SEND}}
<div class="field"><label for="f-agent">证书代理服务商</label><select id="f-agent" name="agent">{{#CHOICE}}<option value="{{VALUE}}">{{LABEL}}</option>{{/CHOICE}}</select></div>
<p class="quiet">报送内容包括证书请求、单位和印章的名称，以及申请文件、单位证照、经办人和持章人的身份证明。一批最多 20 件，由您签名。</p>
<div class="actions"><button class="button" type="submit">签名并报送所选办件</button></div>
{{/SEND}}
</form>
{{/COLLECT}}
{{#EMPTY}}<p class="lead">没有符合条件的证书申请。</p>{{/EMPTY}}
{{#SOME}}
<table>
<thead>{{>HEAD}}</thead>
<tbody>
{{#ROW}}
<tr><td data-label="批次" class="code"><a href="/issue/orders/{{ID}}">{{CODE}}</a></td><td data-label="办件编号" class="code"><a href="{{HREF}}">{{NUMBER}}</a></td><td data-label="单位">{{UNIT_NAME}}</td><td data-label="印章名称">{{SEAL_NAME}}</td><td data-label="状态" class="tight"><strong class="tag tag-{{TONE}}">{{STATE}}</strong></td><td data-label="报送">{{WHEN}}</td><td data-label="时限">{{UNTIL}}</td><td data-label="原因">{{REASON}}</td></tr>
{{/ROW}}
</tbody>
</table>
{{>PAGER}}
{{/SOME}}
