{{%AUTOESCAPE context="HTML"}}
<h1>申领电子印章</h1>
<p class="lead">单位第一次办理电子印章，或者新增一枚印章，从这里开始。全程网上办理，领取后由保管人启用。</p>
{{#MAY_APPLY}}
<form method="post" action="/apply/new">
<input type="hidden" name="csrf" value="{{CSRF}}">
<button class="button" type="submit">开始申领</button>
<a class="button-back" href="/apply/mine">我的办件</a>
</form>
{{/MAY_APPLY}}
{{#UNKNOWN}}
<p class="actions"><a class="button" href="/account/signin?next=/apply">登录后申领</a> <a class="button-back" href="/account/register">还没有账号，登记经办人</a></p>
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
<li>填写申请信息，上传材料，核对后提交</li>
<li>受理单位逐项核验；需要补正的，一次告知</li>
<li>受理单位制作印模，您确认与实物印章一致</li>
<li>录入、审批、签发证书、赋码、制作印章</li>
<li>领取，由保管人启用</li>
</ol>
<p class="quiet">印章因长期没有使用被停用的，不必申领新章，请办理<a href="/apply/resume">重新启用</a>。</p>
</section>
<section>
<h2>依据</h2>
<p>LD/T 01.1—2022《人力资源社会保障电子印章体系 第1部分：总体技术架构》第 7 章“申领”；GB/T 38540—2020《信息安全技术 安全电子签章密码技术规范》。</p>
</section>
