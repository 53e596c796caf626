{{%AUTOESCAPE context="HTML"}}
<h1>{{LABEL}}申请已提交</h1>
<div class="done">
<div>
<p class="quiet">办件编号</p>
<p class="big" id="number">{{NUMBER}}</p>
<p>查询码 <strong class="code">{{QUERY}}</strong></p>
<p class="quiet">凭办件编号和查询码，不用登录就可以<a href="/progress">查询办理进度</a>。</p>
</div>
<img class="qr" src="{{SRC}}" alt="办件编号 {{NUMBER}} 的二维码">
</div>
<h2>接下来</h2>
<p>{{DESK}}将核验您的材料。需要补正时会一次说明全部问题，您可以在本系统的消息中看到。{{#PHONE_GIVEN}}咨询电话 {{PHONE}}。{{/PHONE_GIVEN}}</p>
<p class="actions"><a class="button" href="{{PAPERS}}/accept">打印受理单</a> <a class="button-back" href="{{BACK}}">查看这件申请</a></p>
