{{%AUTOESCAPE context="HTML"}}
<h1>受理范围</h1>
<p>各类单位的申请由哪个受理单位办理，应与实物印章的制发部门一致。网上申请按这里的规定分送。</p>
<dl class="facts">
{{#ROW}}<dt>{{REGION}}，{{LABEL}}</dt><dd>{{DESK}}</dd>
{{/ROW}}
</dl>
{{>FORM}}
