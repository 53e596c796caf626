{{%AUTOESCAPE context="HTML"}}
<h1>注销电子印章</h1>
<p class="lead">不再使用的印章应当注销。注销后印章和证书同时失效，不能恢复；此前已经完成的签章不受影响。</p>
{{#START_FORM}}
{{>ERRORS}}
<form class="form" method="post" action="/cancel/new" novalidate>
<input type="hidden" name="csrf" value="{{CSRF}}">
{{>FIELDS}}
<div class="actions"><button class="button" type="submit">保存并继续</button></div>
</form>
{{/START_FORM}}
{{#NO_SEAL}}
<p class="inset">本单位现在没有可以注销的印章。</p>
{{/NO_SEAL}}
{{#UNKNOWN}}
<p class="actions"><a class="button" href="/account/signin?next=/cancel">登录后注销</a></p>
{{/UNKNOWN}}
<section>
<h2>需要的材料</h2>
<ul class="materials">
{{#MATERIAL}}
<li class="material"><span class="material-name">{{LABEL}}{{#SOMETIMES}}<span class="optional">（职务章、个人印章）</span>{{/SOMETIMES}}</span> <span class="quiet">{{HINT}}</span></li>
{{/MATERIAL}}
</ul>
<p class="quiet">每项一个文件，PDF、JPEG 或 PNG，不超过 5 MB。</p>
</section>
<section>
<h2>办理步骤</h2>
<ol class="steps">
<li>选择印章和原因，上传材料，核对后提交</li>
<li>受理单位逐项核验</li>
<li>审批人员同意后，由操作人员注销并公布</li>
</ol>
<p class="quiet">印章丢失或口令可能泄露的，请先<a href="/loss">立即挂失</a>，再办理注销或补领。</p>
</section>
<section>
<h2>依据</h2>
<p>LD/T 01.1—2022 第 7 章“注销”。</p>
</section>
