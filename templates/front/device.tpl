{{%AUTOESCAPE context="HTML"}}
{{>CASE}}
<h2>{{HEADING}}</h2>
<p class="lead">{{ABOUT}}</p>
{{#SOFT}}<p>软件设备（只用于演示和测试）这样生成：</p>
<pre>{{TEXT}}</pre>{{/SOFT}}
{{#GIVEN}}
<section aria-labelledby="h-given">
<h3 id="h-given">已提交的数据包</h3>
<dl class="facts">
{{#FACT}}<dt>{{LABEL}}</dt><dd>{{VALUE}}</dd>
{{/FACT}}
</dl>
{{>DEEDS}}
</section>
{{/GIVEN}}
{{>FORM}}
