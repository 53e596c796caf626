{{%AUTOESCAPE context="HTML"}}
<h1>查看原件</h1>
<p class="lead">这份文件涉及个人信息。请输入纸质件底部验证码的最后 4 位，二维码里没有这个值。</p>
{{#WRONG_VALUE}}
<div class="errors" role="alert" tabindex="-1" autofocus id="errors">
<h2>有 1 处需要修改</h2>
<ul><li><a href="#f-last">{{SENTENCE}}</a></li></ul>
</div>
{{/WRONG_VALUE}}
<form class="form" method="post" action="{{ACTION}}">
<input type="hidden" name="csrf" value="{{CSRF}}">
<div class="field{{#BAD}} field-bad{{/BAD}}">
<label for="f-last">验证码最后 4 位</label>
{{#BAD}}<p class="error" id="e-last"><span>错误：</span>{{SENTENCE}}</p>{{/BAD}}
<input class="input" id="f-last" name="last" value="{{TYPED}}" maxlength="12" autocomplete="off" autocapitalize="characters" spellcheck="false" required{{#BAD}} aria-invalid="true" aria-describedby="e-last"{{/BAD}}>
</div>
<div class="actions"><button class="button" type="submit">查看原件</button> <a class="button-back" href="{{BACK}}">返回</a></div>
</form>
