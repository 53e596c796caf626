{{%AUTOESCAPE context="HTML"}}
<h1>重新启用停用的印章</h1>
<p class="lead">长期没有使用而停用的印章，经受理单位核验、审批后可以继续使用。印模、编码和有效期都不变。</p>
{{#START_FORM}}
{{>ERRORS}}
<form class="form" method="post" action="/apply/resume/new" novalidate>
<input type="hidden" name="csrf" value="{{CSRF}}">
{{>FIELDS}}
<div class="actions"><button class="button" type="submit">保存并继续</button></div>
</form>
{{/START_FORM}}
{{#NO_SEAL}}
<p class="inset">本单位现在没有停用的印章。需要新的印章的，请<a href="/apply">申领</a>。</p>
{{/NO_SEAL}}
{{#UNKNOWN}}
<p class="actions"><a class="button" href="/account/signin?next=/apply/resume">登录后办理</a></p>
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
<li>审批人员同意后，印章立即可以使用，并向社会公布</li>
</ol>
<p class="quiet">有效期已满的印章不能重新启用，请先<a href="/cancel">注销</a>，再<a href="/apply">申领</a>。</p>
</section>
<section>
<h2>依据</h2>
<p>多久不用即停用，由本地的电子印章管理办法规定。</p>
</section>
