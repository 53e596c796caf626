{{%AUTOESCAPE context="HTML"}}
<form class="confirm" method="post" action="{{ACTION}}">
<input type="hidden" name="csrf" value="{{CSRF}}">
{{#HIDDEN}}
<input type="hidden" name="{{NAME}}" value="{{VALUE}}">
{{/HIDDEN}}
{{#TEXT}}
<p>{{SENTENCE}}</p>
{{/TEXT}}
<button class="button{{#URGENT}} button-urgent{{/URGENT}}" type="submit">{{BUTTON}}</button>
{{#BACK}}
<a class="button-back" href="{{HREF}}">返回</a>
{{/BACK}}
</form>
