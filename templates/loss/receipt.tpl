{{%AUTOESCAPE context="HTML"}}
<h1>印章已停用</h1>
<div class="done"><div>
<p class="quiet">办件编号</p>
<p class="big" id="number">{{NUMBER}}</p>
<button class="link" type="button" data-copy="number" hidden>复制编号</button>
<p>查询码 <strong class="code">{{QUERY:x-groups}}</strong></p>
</div>
<img class="qr" src="{{SRC}}" alt="办件编号 {{NUMBER}} 的二维码">
</div>
<dl class="facts">
<dt>印章</dt><dd>{{NAME}}</dd>
<dt>印章编码</dt><dd class="code">{{SEAL_CODE:x-groups}}</dd>
<dt>停用时间</dt><dd>{{WHEN}}</dd>
<dt>受理单位</dt><dd>{{DESK}}{{#PHONE_GIVEN}}，电话 {{PHONE}}{{/PHONE_GIVEN}}</dd>
{{#ADDRESSEE}}<dt>综合管理部门</dt><dd>{{SENTENCE}}</dd>
{{/ADDRESSEE}}</dl>
<p>请记下、打印或截图保存办件编号和查询码，凭它们不用登录就可以<a href="/progress">查询办理进度</a>。</p>
<section>
<h2>接下来</h2>
{{#UNTIL_DAY}}
<p>请在 {{UNTIL}} 前补交丢失原因说明书等材料。逾期不补的，印章仍保持停用，由受理单位处理。</p>
{{/UNTIL_DAY}}
{{#GO_ON}}
<p class="actions"><a class="button" href="{{HREF}}">现在补交材料</a></p>
{{/GO_ON}}
{{#UNKNOWN}}
<p>本单位经办人或保管人<a href="/account/signin?next=/loss">登录</a>后，在“挂失”页面接着办理；也可以带材料到受理单位窗口办理。</p>
{{/UNKNOWN}}
</section>
