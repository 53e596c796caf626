{{%AUTOESCAPE context="HTML"}}
<p class="quiet no-print"><a href="/admin/carriers/transfers">UKey 调拨</a></p>
<h1>UKey 调拨单</h1>
<p class="code">{{NUMBER}}</p>
<p>{{>TAG}}</p>
<dl class="facts">
{{#FACT}}
<dt>{{LABEL}}</dt><dd>{{VALUE}}</dd>
{{/FACT}}
</dl>
<h2>序列号</h2>
<p class="lines code">{{SERIALS:pre_escape}}</p>
{{#ANSWER}}
<h2>收货确认</h2>
{{>FORM}}
{{/ANSWER}}
<p class="print-only">调出人签字：　　　　　　　　调入人签字：　　　　　　　　日期：</p>
