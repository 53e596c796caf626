{{%AUTOESCAPE context="HTML"}}
<section aria-labelledby="h-imprint">
<h2 id="h-imprint">印模</h2>
{{#PICTURE}}
<figure>
<div class="true-size"><img class="imprint-picture" src="{{SRC}}" alt="印模：{{NAME}}" width="{{WIDTH}}" height="{{HEIGHT}}"></div>
<figcaption>{{NAME}}，{{SIZE}}，按原大显示{{#CONFIRMED}}；申请人已于 {{WHEN}} 确认{{/CONFIRMED}}{{#SAME}}；{{SENTENCE}}{{/SAME}}</figcaption>
</figure>
{{/PICTURE}}
{{#NOT_FOR_YOU}}
<p class="withheld">印模已经存档。为防止仿制，只对申请人、本章保管人和经办人员显示。</p>
{{/NOT_FOR_YOU}}
</section>
