{{%AUTOESCAPE context="HTML"}}
<p class="quiet"><a href="/issue/orders">证书申请</a></p>
<h1>{{HEADING}}</h1>
{{#WRONG}}<p class="error" role="alert"><span>错误：</span>{{SENTENCE}}</p>{{/WRONG}}
<dl class="facts">
{{#FACT}}
<dt>{{LABEL}}</dt><dd>{{VALUE}}</dd>
{{/FACT}}
</dl>
{{#RESEND}}
{{>CONFIRM}}
{{/RESEND}}
{{#FILE}}<p><a href="{{HREF}}">下载报送文件</a><span class="quiet">（含转交的材料，用于线下送交；下载记入审计）</span></p>{{/FILE}}
<section aria-labelledby="h-orders">
<h2 id="h-orders">本批的申请</h2>
<table>
<thead><tr><th scope="col" class="n">序号</th><th scope="col">办件编号</th><th scope="col">单位</th><th scope="col">印章名称</th><th scope="col">状态</th><th scope="col">变动</th><th scope="col">原因</th><th scope="col">办理</th></tr></thead>
<tbody>
{{#ROW}}
<tr><td data-label="序号" class="n">{{N}}</td><td data-label="办件编号" class="code"><a href="{{HREF}}">{{NUMBER}}</a></td><td data-label="单位">{{UNIT_NAME}}</td><td data-label="印章名称">{{SEAL_NAME}}</td><td data-label="状态" class="tight"><strong class="tag tag-{{TONE}}">{{STATE}}</strong></td><td data-label="变动">{{WHEN}}</td><td data-label="原因">{{REASON}}</td><td data-label="办理">
{{#ACT}}
<form method="post" action="{{ACTION}}">
<input type="hidden" name="csrf" value="{{CSRF}}">
<input type="hidden" name="order" value="{{ID}}">
<input type="hidden" name="rev" value="{{REV}}">
<button class="button button-plain" type="submit" name="act" value="{{NAME}}">{{LABEL}}</button>
</form>
{{/ACT}}
{{#ASK}}
<details>
<summary>{{LABEL}}</summary>
<form class="form" method="post" action="{{ACTION}}">
<input type="hidden" name="csrf" value="{{CSRF}}">
<input type="hidden" name="order" value="{{ID}}">
<input type="hidden" name="rev" value="{{REV}}">
<div class="field"><label for="f-note-{{ID}}">原因</label><input class="input" id="f-note-{{ID}}" name="note" maxlength="200" required></div>
<div class="actions"><button class="button button-plain" type="submit" name="act" value="{{NAME}}">{{LABEL}}</button></div>
</form>
</details>
{{/ASK}}
</td></tr>
{{/ROW}}
</tbody>
</table>
</section>
{{#ANSWER}}
<section aria-labelledby="h-answer">
<h2 id="h-answer">导入应答</h2>
<p class="quiet">代理服务商线下送回的应答，签名有效、属于本批才能采用；证书由系统校验后自动续办。</p>
{{>ERRORS}}
<form class="form" method="post" action="{{ACTION}}" enctype="multipart/form-data" novalidate>
<input type="hidden" name="csrf" value="{{CSRF}}">
{{>FIELDS}}
<div class="actions"><button class="button" type="submit">校验并导入应答</button></div>
</form>
</section>
{{/ANSWER}}
{{#HAND}}
<section aria-labelledby="h-hand">
<h2 id="h-hand">登记线下送交</h2>
{{>ERRORS}}
<form class="form" method="post" action="{{ACTION}}" novalidate>
<input type="hidden" name="csrf" value="{{CSRF}}">
{{>FIELDS}}
<div class="actions"><button class="button button-plain" type="submit">签名并登记</button></div>
</form>
</section>
{{/HAND}}
<section aria-labelledby="h-line">
<h2 id="h-line">办理记录</h2>
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
