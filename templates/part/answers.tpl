{{%AUTOESCAPE context="HTML"}}
<dl class="answers">
{{#ANSWER}}
<div class="answer">
<dt>{{LABEL}}</dt>
{{#PLAIN}}<dd>{{VALUE:pre_escape}}</dd>{{/PLAIN}}{{#CODED}}<dd class="code">{{VALUE:x-groups}}</dd>{{/CODED}}
{{#CHANGE}}
<dd class="answer-change"><a href="{{HREF}}">修改<span class="unseen">{{LABEL}}</span></a></dd>
{{/CHANGE}}
</div>
{{/ANSWER}}
</dl>
