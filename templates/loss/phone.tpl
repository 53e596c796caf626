{{%AUTOESCAPE context="HTML"}}
<h1>输入验证码</h1>
<p class="lead">如果 {{PHONE}} 是登记的手机号码，您会收到一条含 6 位数字的短信，10 分钟内有效。</p>
{{>ERRORS}}
<form class="form" method="post" action="{{ACTION}}" novalidate>
<input type="hidden" name="csrf" value="{{CSRF}}">
{{>FIELDS}}
<div class="note note-urgent"><p>确认后印章立即停用，任何人都不能再用它盖章。</p></div>
<div class="actions"><button class="button button-urgent" type="submit">立即挂失</button>
<a class="button-back" href="/loss">没有收到，重新填写</a></div>
</form>
