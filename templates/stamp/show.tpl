{{%AUTOESCAPE context="HTML"}}
{{>HEAD}}
{{#RESULT}}
<section class="done" aria-label="盖章结果">
<div>
<p class="quiet">验证码</p>
<p class="big" id="code">{{CODE}}</p>
<button class="link" type="button" data-copy="code" hidden>复制验证码</button>
<p>盖章时间 {{WHEN}}，盖章人 {{WHO}}</p>
<p class="actions"><a class="button" href="{{HREF}}/stamped">下载已盖章的文件</a> <a href="{{VERIFY}}">验真页面</a></p>
<p class="quiet">二维码在首页右上角，验证码在每页下方。任何人都可以扫码、输入验证码或者上传文件验真。</p>
</div>
<img class="qr" src="{{HREF}}/qr" alt="验真页面的二维码">
</section>
<section aria-labelledby="h-log">
<h2 id="h-log">登记内容</h2>
{{>LOG}}
</section>
{{/RESULT}}
{{#APPROVED}}<div class="inset"><p>已同意用章，请在 {{WHEN}} 前盖章。盖的是审核过的同一个文件，印章只盖这一次。</p></div>{{/APPROVED}}
{{#BLOCKED}}<div class="note note-urgent"><p>暂不可办：{{SENTENCE}}</p></div>{{/BLOCKED}}
{{#DRAFT}}
<section aria-label="办理步骤">
<h2>办理步骤</h2>
{{>TASKS}}
</section>
{{/DRAFT}}
<div class="case">
<figure class="case-papers">
<img class="paper" src="{{SRC}}" alt="第 {{PAGE}} 页">
<figcaption class="quiet">第 {{PAGE}} 页，{{#RESULT}}已盖章的文件{{/RESULT}}{{#PREVIEW}}盖章后的样子{{/PREVIEW}}</figcaption>
</figure>
<div>
{{#KEEPER}}
<section aria-labelledby="h-keeper">
<h2 id="h-keeper">保管人盖章</h2>
<p>请逐项核对，全部勾选后盖章。</p>
{{>ERRORS}}
<form class="form" method="post" action="{{HREF}}/keeper" novalidate>
<input type="hidden" name="csrf" value="{{CSRF}}">
{{#TICK}}
<div class="field{{#BAD}} field-bad{{/BAD}}">
{{#BAD}}<p class="error" id="e-{{NAME}}"><span>错误：</span>{{SENTENCE}}</p>{{/BAD}}
<label class="choice"><input type="checkbox" id="f-{{NAME}}" name="{{NAME}}" value="1"{{#TICKED}} checked{{/TICKED}}> {{LABEL}}：<strong>{{VALUE}}</strong></label>
</div>
{{/TICK}}
<div class="actions"><button class="button" type="submit">核对无误，盖章</button></div>
</form>
</section>
{{/KEEPER}}
<div>
{{>DEEDS}}
</div>
{{#REVIEW}}
<section aria-labelledby="h-review">
<h2 id="h-review">审核</h2>
<p>请下载文件核对内容，并核对印章和盖章位置。</p>
{{>ERRORS}}
<form class="form" method="post" action="{{HREF}}/review" novalidate>
<input type="hidden" name="csrf" value="{{CSRF}}">
{{>FIELDS}}
<div class="actions"><button class="button" type="submit">签名并提交审核意见</button></div>
</form>
</section>
{{/REVIEW}}
{{>FACTS}}
</div>
</div>
{{>HISTORY_PART}}
