{{%AUTOESCAPE context="HTML"}}
<h1>变更电子印章</h1>
<p class="lead">单位、名称、法定代表人或者印模变更的，原来的印章注销，换领新章。新章的申请自动发起，已经填过的内容和核验过的材料不用重来；此前已经完成的签章不受影响。只变更单位地址、联系电话或者邮箱的，核验后更新登记资料，印章和证书不变。</p>
{{#START_FORM}}
{{>ERRORS}}
<form class="form" method="post" action="/change/new" novalidate>
<input type="hidden" name="csrf" value="{{CSRF}}">
{{>FIELDS}}
<div class="actions"><button class="button" type="submit">保存并继续</button></div>
</form>
{{/START_FORM}}
{{#NO_SEAL}}
<p class="inset">本单位现在没有可以变更的印章。</p>
{{/NO_SEAL}}
{{#UNKNOWN}}
<p class="actions"><a class="button" href="/account/signin?next=/change">登录后办理</a></p>
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
<li>选择印章和变更原因，上传材料，核对后提交</li>
<li>受理单位逐项核验；按本地规则，原章先注销，或者用到新章启用为止</li>
<li>换领新章的申请自动发起，改好变更的内容后提交，按申领办理</li>
<li>新章启用，变更办结</li>
</ol>
<p class="quiet">统一社会信用代码变更的，原章用到新章启用为止。印章丢失的，请先<a href="/loss">挂失</a>。</p>
</section>
<section>
<h2>依据</h2>
<p>LD/T 01.1—2022 第 7 章“变更”。</p>
</section>
