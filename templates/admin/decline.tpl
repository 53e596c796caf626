{{%AUTOESCAPE context="HTML"}}
<p class="quiet"><a href="/admin/declines">拒收报告</a></p>
<h1>{{HEADING}}</h1>
<p>{{>TAG}}</p>
<dl class="facts">
{{#FACT}}<dt>{{LABEL}}</dt><dd>{{VALUE}}</dd>
{{/FACT}}
</dl>
{{#ANSWER}}
<section aria-labelledby="h-answer">
<h2 id="h-answer">审查</h2>
{{>ERRORS}}
<form class="form" method="post" action="/admin/decline/{{ID}}/act/overrule" novalidate>
<input type="hidden" name="csrf" value="{{CSRF}}">
{{>FIELDS}}
<div class="actions">
<button class="button" type="submit">认定不成立，要求接受</button>
<button class="button button-plain" type="submit" formaction="/admin/decline/{{ID}}/act/uphold">认定理由成立</button>
</div>
</form>
</section>
{{/ANSWER}}
{{>HISTORY_PART}}
