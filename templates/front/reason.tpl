{{%AUTOESCAPE context="HTML"}}
{{>CASE}}
{{>ERRORS}}
<form class="form" method="post" action="{{ACTION}}" novalidate>
<input type="hidden" name="csrf" value="{{CSRF}}">
{{>FIELDS}}
<div class="actions">
<button class="button" type="submit">保存并继续</button>
<a class="button-back" href="{{BACK}}">返回</a>
</div>
</form>
