{{%AUTOESCAPE context="HTML"}}
<section class="receipt">
<h1>{{LABEL}}申请已提交</h1>
<p class="receipt-label">办件编号</p>
<p class="receipt-number code">{{NUMBER}}</p>
<img class="receipt-qr" src="{{SRC}}" alt="办件编号 {{NUMBER}} 的二维码" width="160" height="160">
<p class="receipt-label">查询码</p>
<p class="receipt-query code">{{QUERY}}</p>
<p>凭办件编号和查询码，不用登录就可以<a href="/progress">查询办理进度</a>。请妥善保管查询码。</p>
</section>
<section class="case-part">
<h2>接下来</h2>
<p>{{DESK}}将核验您的材料。需要补正时会一次说明全部问题，您可以在本系统的消息中看到。{{#PHONE_GIVEN}}咨询电话 {{PHONE}}。{{/PHONE_GIVEN}}</p>
<p class="actions"><a class="button" href="{{PAPERS}}/accept">打印受理单</a> <a class="button-back" href="{{BACK}}">查看这件申请</a></p>
</section>
