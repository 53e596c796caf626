{{%AUTOESCAPE context="HTML"}}
<h1>立即挂失</h1>
<p class="lead">印章、载体丢失，或者口令可能泄露的，立即挂失。确认后印章马上停用，任何人都不能再用它盖章。</p>
{{#OWN}}
<section aria-label="本单位的印章">
{{>ERRORS}}
<form class="form" method="post" action="{{#MAY_STOP}}/loss/urgent{{/MAY_STOP}}{{#BY_PHONE}}/loss/new{{/BY_PHONE}}">
<input type="hidden" name="csrf" value="{{CSRF}}">
{{>FIELDS}}
<div class="actions">
{{#MAY_STOP}}
<button class="button button-urgent" type="submit">立即挂失，马上停用</button>
<button class="button button-plain" type="submit" formaction="/loss/new">先交材料，核验后再停用</button>
{{/MAY_STOP}}
{{#BY_PHONE}}
<button class="button button-plain" type="submit">先交材料，核验后再停用</button>
{{/BY_PHONE}}
</div>
</form>
</section>
{{/OWN}}
{{#NO_SEAL}}
<p class="inset">本单位现在没有可以挂失的印章。</p>
{{/NO_SEAL}}
{{#AT_DESK}}
<section aria-labelledby="h-desk">
<h2 id="h-desk">为来访或来电者办理</h2>
{{>ERRORS}}
<form class="form" method="post" action="{{#MAY_STOP}}/loss/urgent{{/MAY_STOP}}" novalidate>
<input type="hidden" name="csrf" value="{{CSRF}}">
{{>FIELDS}}
<div class="actions">
{{#MAY_STOP}}
<button class="button button-urgent" type="submit">立即挂失，马上停用</button>
{{/MAY_STOP}}
<button class="button button-plain" type="submit" formaction="/loss/new">先收材料，核验后再停用</button>
</div>
</form>
</section>
{{/AT_DESK}}
{{#OPEN}}
<section aria-labelledby="h-open">
<h2 id="h-open">已用手机挂失，等待补交材料</h2>
<ul class="plain">
{{#ROW}}
<li>
<form class="confirm" method="post" action="{{ACTION}}">
<input type="hidden" name="csrf" value="{{CSRF}}">
<p><span class="code">{{NUMBER}}</span> <span class="quiet">{{WHEN}} 停用</span></p>
<button class="button button-plain" type="submit">接着办理</button>
</form>
</li>
{{/ROW}}
</ul>
</section>
{{/OPEN}}
{{#PHONE_FORM}}
<section aria-labelledby="h-by-phone">
<h2 id="h-by-phone">用登记的手机挂失</h2>
{{>ERRORS}}
<form class="form" method="post" action="/loss/phone" novalidate>
<input type="hidden" name="csrf" value="{{CSRF}}">
{{>FIELDS}}
<div class="actions"><button class="button button-urgent" type="submit">发送验证码</button></div>
</form>
</section>
{{/PHONE_FORM}}
{{#UNKNOWN}}
<p>印章保管人也可以<a href="/account/signin?next=/loss">登录后挂失</a>。</p>
{{/UNKNOWN}}
<section>
<h2>挂失以后</h2>
<ol class="steps">
<li>印章立即停用，公开状态为“已挂失”，证书列入吊销列表（暂停）</li>
<li>在规定期限内补交丢失原因说明书等材料</li>
<li>受理单位核验；找回的可以解除挂失，找不回的补领新章</li>
</ol>
</section>
<section>
<h2>依据</h2>
<p>LD/T 01.1—2022 第 7 章“挂失”。挂失前已经完成的签章不受影响。</p>
</section>
