{{%AUTOESCAPE context="HTML"}}
{{>CASE}}
<div class="case">
<div class="case-papers">
{{>TAKEOVER_PART}}
{{>IMPRINT_PART}}
{{>ANSWERS_PART}}
{{>MATERIALS_PART}}
</div>
<div>
<h2>办理</h2>
<p>{{SENTENCE}}</p>
{{#CANNOT}}<p class="quiet">暂不可办：{{SENTENCE}}</p>{{/CANNOT}}
{{#ACT}}
<form class="confirm" method="post" action="{{ACTION}}">
<input type="hidden" name="csrf" value="{{CSRF}}">
<input type="hidden" name="rev" value="{{REV}}">
<button class="button" type="submit">签名并提交审批</button>
</form>
{{/ACT}}
{{#SPOIL}}
<form class="confirm" method="post" action="{{ACTION}}">
<input type="hidden" name="csrf" value="{{CSRF}}">
<input type="hidden" name="rev" value="{{REV}}">
<button class="button button-plain" type="submit">{{LABEL}}</button>
</form>
{{/SPOIL}}
{{#TO_SEAL}}<p>印章编码 <span class="code">{{CODE:x-groups}}</span> 已登记，状态和办理见印章台账。</p>
{{/TO_SEAL}}
</div>
</div>
{{>HISTORY_PART}}
