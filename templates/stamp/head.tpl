{{%AUTOESCAPE context="HTML"}}
<header class="case-head">
<div>
<p><span class="quiet">用章申请编号</span> <span class="code">{{NUMBER}}</span></p>
<h1>{{HEADING}}</h1>
</div>
<p class="case-state">{{>STATE}}</p>
</header>
<p class="case-facts">
{{#FACT}}<span><span class="quiet">{{LABEL}}</span> {{VALUE}}</span>
{{/FACT}}</p>
