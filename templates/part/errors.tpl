{{%AUTOESCAPE context="HTML"}}
<div class="errors" role="alert" tabindex="-1" autofocus id="errors">
<h2>有 {{COUNT}} 处需要修改</h2>
<ul>
{{#ERROR}}
<li>{{#LINK}}<a href="#f-{{NAME}}">{{SENTENCE}}</a>{{/LINK}}{{#PLAIN}}{{SENTENCE}}{{/PLAIN}}</li>
{{/ERROR}}
</ul>
</div>
