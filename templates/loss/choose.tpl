{{%AUTOESCAPE context="HTML"}}
<h1>选择要挂失的印章</h1>
<p class="lead">本单位有多枚印章登记了这个手机号码。选中的印章立即停用；其他印章可以稍后再办。</p>
{{#ROW}}
<form class="confirm" method="post" action="{{ACTION}}">
<input type="hidden" name="csrf" value="{{CSRF}}">
<input type="hidden" name="digits" value="{{DIGITS}}">
<input type="hidden" name="seal" value="{{ID}}">
<p><strong>{{NAME}}</strong> <span class="code">{{NUMBER:x-groups}}</span></p>
<button class="button button-urgent" type="submit">立即挂失这一枚</button>
</form>
{{/ROW}}
