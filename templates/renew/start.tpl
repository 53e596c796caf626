{{%AUTOESCAPE context="HTML"}}
<h1>电子印章续期</h1>
<p class="lead">印章到期前续期：签发新证书、重新生成印章，编码和印模都不变。新章启用之前，原来的印章照常使用；已经盖过的章不受影响。</p>
{{#START_FORM}}
{{>ERRORS}}
<form class="form" method="post" action="/renew/new" novalidate>
<input type="hidden" name="csrf" value="{{CSRF}}">
{{>FIELDS}}
<div class="actions"><button class="button" type="submit">保存并继续</button></div>
</form>
{{/START_FORM}}
{{#NO_SEAL}}
<p class="inset">本单位现在没有可以续期的印章。每枚印章从哪一天起可以续期，见<a href="/account/seals">我的印章</a>。</p>
{{/NO_SEAL}}
{{#UNKNOWN}}
<p class="actions"><a class="button" href="/account/signin?next=/renew">登录后办理</a></p>
{{/UNKNOWN}}
<section>
<h2>两种办理方式</h2>
<p>自助续期：印章的保管人登录后，用这枚印章的密钥证明，不用交材料，也不用到窗口。印章须在有效期内，单位名称和代码没有变更。</p>
<p>书面续期：提交下面的材料，由受理单位核验，办好后到窗口领取。</p>
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
<li>选择印章和办理方式，核对后提交</li>
<li>受理单位核验材料；自助续期的，系统当场验证印章密钥</li>
<li>签发新证书，生成续期的印章</li>
<li>保管人领取或在网上接收，启用后按新的有效期使用</li>
</ol>
<p class="quiet">挂失或停用的印章不能续期，请先解除挂失或<a href="/apply/resume">重新启用</a>。单位名称、代码变更的，应当办理变更。</p>
</section>
<section>
<h2>依据</h2>
<p>LD/T 01.1—2022 第 7 章“续期”。</p>
</section>
