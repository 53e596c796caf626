{{%AUTOESCAPE context="HTML"}}
<dl class="answers">
{{#ANSWER}}
<div class="answer">
<dt>{{LABEL}}</dt>
<dd>{{VALUE:pre_escape}}</dd>
{{#CHANGE}}
<dd class="answer-change"><a href="{{HREF}}">修改<span class="unseen">{{LABEL}}</span></a></dd>
{{/CHANGE}}
</div>
{{/ANSWER}}
</dl>
