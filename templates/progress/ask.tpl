{{%AUTOESCAPE context="HTML"}}
<h1>办件进度</h1>
<p class="lead">凭办件编号和查询码查看，不用登录。</p>
{{#MINE}}<p><a href="/apply/mine">我的办件</a>：您经办的，不用查询码。</p>{{/MINE}}
{{>FORM}}
<p class="quiet">办件编号和查询码在提交成功页和受理单上。查询码遗失的，请申请人登录后查看，或到受理窗口查询。</p>
