{{%AUTOESCAPE context="HTML"}}
<section class="case-part" aria-labelledby="h-imprint">
<h2 id="h-imprint">印模</h2>
<figure class="imprint">
<img class="imprint-picture" src="{{SRC}}" alt="印模：{{NAME}}">
<figcaption>{{NAME}}，{{SIZE}}{{#CONFIRMED}}，申请人已于 {{WHEN}} 确认{{/CONFIRMED}}{{#SAME}}，{{SENTENCE}}{{/SAME}}</figcaption>
</figure>
</section>
