{{%AUTOESCAPE context="HTML"}}
<h1>请输入口令</h1>
<p class="lead">{{SENTENCE}}。您刚才填写的内容已经保留。</p>
<form class="form" method="post" action="{{ACTION}}">
<input type="hidden" name="csrf" value="{{CSRF}}">
{{#HIDDEN}}
<input type="hidden" name="{{NAME}}" value="{{VALUE:pre_escape}}">
{{/HIDDEN}}
<div class="field">
<label for="f-pin">口令</label>
<input class="input" type="password" id="f-pin" name="pin" autocomplete="current-password" required>
</div>
<div class="actions">
<button class="button" type="submit">确认并继续</button>
</div>
</form>
