{{%AUTOESCAPE context="HTML"}}
<section aria-labelledby="h-answers">
<h2 id="h-answers">申请内容{{#VERSION}}<span class="quiet">（第 {{N}} 稿）</span>{{/VERSION}}</h2>
{{>ANSWERS}}
</section>
