{{%AUTOESCAPE context="HTML"}}
{{>ERRORS}}
<form class="form" method="post" action="{{ACTION}}"{{#UPLOAD}} enctype="multipart/form-data"{{/UPLOAD}} novalidate>
<input type="hidden" name="csrf" value="{{CSRF}}">
{{>FIELDS}}
<div class="actions">
<button class="button" type="submit">{{BUTTON}}</button>
{{#BACK}}
<a class="button-back" href="{{HREF}}">返回</a>
{{/BACK}}
</div>
</form>
