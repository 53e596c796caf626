{{%AUTOESCAPE context="HTML"}}
{{>CASE}}
{{>ERRORS}}
{{>ANSWERS_PART}}
{{>MATERIALS_PART}}
<section aria-labelledby="h-agreement">
<h2 id="h-agreement">《电子印章使用服务协议》</h2>
<ol class="terms">
{{#TERM}}<li>{{SENTENCE}}</li>
{{/TERM}}</ol>
</section>
<form class="form" method="post" action="{{ACTION}}">
<input type="hidden" name="csrf" value="{{CSRF}}">
{{>FIELDS}}
<div class="actions">
<button class="button" type="submit">{{BUTTON}}</button>
<a class="button-back" href="{{BACK}}">返回修改</a>
</div>
</form>
