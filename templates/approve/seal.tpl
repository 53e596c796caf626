{{%AUTOESCAPE context="HTML"}}
<p class="quiet"><a href="/approve/seals">印章台账</a></p>
<h1>{{HEADING}}</h1>
<p class="code quiet">{{CODE:x-groups}}</p>
<p>{{>TAG}}</p>
<dl class="facts">
{{#FACT}}
<dt>{{LABEL}}</dt><dd>{{VALUE}}</dd>
{{/FACT}}
</dl>
{{#PICTURE}}
<p><img class="seal" src="/approve/seals/{{ID}}/picture" width="{{WIDTH}}" height="{{HEIGHT}}" alt="{{HEADING}}的印模"></p>
{{/PICTURE}}
{{#CHAIN}}
<p>{{LABEL}}：<a href="/approve/seals/{{ID}}">{{NAME}}</a> <span class="code quiet">{{CODE:x-groups}}</span></p>
{{/CHAIN}}
<section aria-labelledby="h-versions">
<h2 id="h-versions">证书和有效期</h2>
<table>
<thead><tr><th scope="col">版本</th><th scope="col">证书序列号</th><th scope="col">有效期从</th><th scope="col">到</th><th scope="col">启用</th><th scope="col">状态</th></tr></thead>
<tbody>
{{#VERSION}}
<tr><td data-label="版本">{{N}}</td><td data-label="证书序列号" class="code">{{SERIAL:x-groups}}</td><td data-label="有效期从">{{FROM}}</td><td data-label="到">{{UNTIL}}</td><td data-label="启用">{{WHEN}}</td><td data-label="状态">{{STATE}}</td></tr>
{{/VERSION}}
</tbody>
</table>
</section>
<section aria-labelledby="h-cases">
<h2 id="h-cases">相关办件</h2>
<table>
<thead><tr><th scope="col">办件编号</th><th scope="col">事项</th><th scope="col">状态</th><th scope="col">创建</th></tr></thead>
<tbody>
{{#ROW}}
<tr><td data-label="办件编号" class="code"><a href="/approve/{{ID}}">{{NUMBER}}</a></td><td data-label="事项">{{LABEL}}</td><td data-label="状态"><strong class="tag tag-{{TONE}}">{{STATE}}</strong></td><td data-label="创建">{{WHEN}}</td></tr>
{{/ROW}}
</tbody>
</table>
</section>
<section aria-labelledby="h-filings">
<h2 id="h-filings">备案外发</h2>
<table>
<thead><tr><th scope="col">事项</th><th scope="col">外发对象</th><th scope="col">状态</th><th scope="col">发生</th><th scope="col">时限</th><th scope="col">回执编号</th></tr></thead>
<tbody>
{{#FILING}}
<tr><td data-label="事项"><a href="/approve/filings/{{ID}}">{{LABEL}}</a></td><td data-label="外发对象">{{TARGET}}</td><td data-label="状态"><strong class="tag tag-{{TONE}}">{{STATE}}</strong></td><td data-label="发生">{{WHEN}}</td><td data-label="时限">{{UNTIL}}</td><td data-label="回执编号">{{NUMBER}}</td></tr>
{{/FILING}}
</tbody>
</table>
</section>
<section aria-labelledby="h-line">
<h2 id="h-line">状态记录</h2>
<ol class="history">
{{#LINE}}
<li>
<p><strong>{{EVENT}}</strong> <span class="quiet">{{WHEN}}</span></p>
<p>{{WHO}}</p>
{{#NOTE}}<p class="history-note">{{SENTENCE}}</p>{{/NOTE}}
</li>
{{/LINE}}
</ol>
</section>
{{#NOTES}}
<section aria-labelledby="h-physical">
<h2 id="h-physical">登记实物印章的变动</h2>
<p class="quiet">登记以后，保管人收到办理变更或注销的任务，上两级单位收到通知。</p>
{{>ERRORS}}
<form class="form" method="post" action="{{ACTION}}" novalidate>
<input type="hidden" name="csrf" value="{{CSRF}}">
{{>FIELDS}}
<div class="actions"><button class="button button-plain" type="submit">登记</button></div>
</form>
</section>
{{/NOTES}}
