{{%AUTOESCAPE context="HTML"}}
{{>CASE}}
<section aria-labelledby="h-reveal">
<h2 id="h-reveal">经办人的证件和手机号码</h2>
<p class="quiet">本次查看已记入审计，理由：{{REASON}}</p>
{{>ANSWERS}}
<p><a class="button button-plain" href="{{BACK}}">返回办件</a></p>
</section>
