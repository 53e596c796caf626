{{%AUTOESCAPE context="HTML"}}
{{>CASE}}
{{>ERRORS}}
{{>ANSWERS_PART}}
{{>MATERIALS_PART}}
<section class="case-part agreement" aria-labelledby="h-agreement">
<h2 id="h-agreement">《电子印章使用服务协议》</h2>
<ol class="terms">
<li>申请：使用单位应提供真实、准确、完整的资料。提供虚假资料的，不予办理，并依法承担责任。</li>
<li>保管：使用单位应指定专人保管电子印章及其口令，不得转借、出租或者泄露。</li>
<li>使用：电子印章只能用于本单位职责范围内的事务，并按本单位的用章审批流程使用。每次用章均被记录。</li>
<li>变更：名称、法定代表人等事项变更的，应当及时申请变更。</li>
<li>挂失：载体遗失或者口令可能泄露的，应当立即挂失；挂失前已经完成的签章由使用单位负责。</li>
<li>注销：不再使用的，应当申请注销。注销后不能恢复。</li>
<li>服务单位：受理、制作和管理电子印章，保护使用单位资料，按规定时限办理，并提供查询和核验服务。</li>
</ol>
</section>
<form class="form" method="post" action="{{ACTION}}">
<input type="hidden" name="csrf" value="{{CSRF}}">
{{>FIELDS}}
<div class="actions">
<button class="button" type="submit">{{BUTTON}}</button>
<a class="button-back" href="{{BACK}}">返回修改</a>
</div>
</form>
