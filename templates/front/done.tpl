{{%AUTOESCAPE context="HTML"}}
<h1>{{LABEL}}申请已提交</h1>
<div class="done">
<div>
<p class="quiet">办件编号</p>
<p class="big" id="number">{{NUMBER}}</p>
<button class="link" type="button" data-copy="number" hidden>复制编号</button>
<p>查询码 <strong class="code">{{QUERY:x-groups}}</strong></p>
<p class="quiet">凭办件编号和查询码，不用登录就可以<a href="/progress">查询办理进度</a>。</p>
</div>
<img class="qr" src="{{SRC}}" alt="办件编号 {{NUMBER}} 的二维码">
</div>
<h2>接下来</h2>
<ol class="steps">
<li aria-current="step">{{DESK}}逐项核验材料，按其公布的期限办理<small>提交时间 {{WHEN}}</small></li>
<li>需要补正的，一次说明全部问题{{#RETURNING}}<small>请在通知之日起 {{TERM}}内改好再提交，办件编号不变</small>{{/RETURNING}}</li>
{{#IMAGE_NEXT}}<li>制作印模，请您确认<small>在消息中通知您</small></li>
{{/IMAGE_NEXT}}<li>办结<small>每一步都在消息中通知您</small></li>
</ol>
{{#PHONE_GIVEN}}<p>咨询电话 {{PHONE}}。</p>{{/PHONE_GIVEN}}
<p class="actions"><a class="button" href="{{PAPERS}}/accept">打印受理单</a> <a class="button-back" href="{{BACK}}">查看这件申请</a></p>
