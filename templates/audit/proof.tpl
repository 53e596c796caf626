{{%AUTOESCAPE context="HTML"}}
<h1>审计记录完整性</h1>
<p class="lead">逐条重算审计链的摘要，指出第一条被改动、缺失或者调换的记录。</p>
{{#RESULT_GOOD}}
<div class="verdict verdict-good" role="status"><p>完整</p><p>{{SENTENCE}}</p></div>
{{/RESULT_GOOD}}
{{#RESULT_BAD}}
<div class="verdict verdict-bad" role="alert"><p>不完整</p><p>{{SENTENCE}}</p></div>
{{/RESULT_BAD}}
{{#NEVER}}
<p>还没有核验过。</p>
{{/NEVER}}
{{>CONFIRM}}
{{#ONCE}}
<h2>历次核验</h2>
<ol class="history">
{{#LINE}}
<li><p>{{REASON}} <span class="quiet">{{AT}}</span></p><p>{{NAME}}，<a href="/audit/{{SEQ}}">记录第 {{SEQ}} 条</a></p></li>
{{/LINE}}
</ol>
{{/ONCE}}
<p><a href="/audit">返回列表</a></p>
