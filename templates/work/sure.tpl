{{%AUTOESCAPE context="HTML"}}
<h1>请核对：{{LABEL}}</h1>
<dl class="facts">
{{#FACT}}<dt>{{LABEL}}</dt><dd class="lines">{{VALUE:pre_escape}}</dd>
{{/FACT}}
</dl>
<div class="inset inset-act"><p>{{SENTENCE}}</p></div>
<form class="form" method="post" action="{{ACTION}}">
<input type="hidden" name="csrf" value="{{CSRF}}">
<input type="hidden" name="sure" value="1">
{{#HIDDEN}}
<input type="hidden" name="{{NAME}}" value="{{VALUE:pre_escape}}">
{{/HIDDEN}}
<div class="actions">
<button class="button button-urgent" type="submit">{{LABEL}}</button>
{{#EDIT}}
<button class="button button-plain" type="submit" name="edit" value="1">返回修改</button>
{{/EDIT}}
{{#BACK}}
<a class="button-back" href="{{HREF}}">返回，不办理</a>
{{/BACK}}
</div>
</form>
