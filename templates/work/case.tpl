{{%AUTOESCAPE context="HTML"}}
<header class="case-head">
<div>
<p><span class="quiet">办件编号</span> <span class="code">{{NUMBER}}</span></p>
<h1>{{HEADING}}</h1>
</div>
<p class="case-state">{{>STATE}}{{#URGENT}} <strong class="tag tag-bad">紧急</strong>{{/URGENT}}</p>
</header>
<p class="case-facts">
{{#FACT}}<span><span class="quiet">{{LABEL}}</span> {{VALUE:x-groups}}</span>
{{/FACT}}</p>
{{#ANSWERED}}
<div class="inset inset-act">
<h2>{{LABEL}}</h2>
<p>{{VALUE:pre_escape}}</p>
</div>
{{/ANSWERED}}
