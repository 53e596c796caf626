{{%AUTOESCAPE context="HTML"}}
<p class="quiet no-print"><a href="/admin/carriers/papers">盘点和序列号申请</a>　<a href="/admin/carriers/order/{{ID}}/csv">导出 CSV</a></p>
<h1>UKey 序列号申请表</h1>
<dl class="facts">
{{#FACT}}
<dt>{{LABEL}}</dt><dd>{{VALUE}}</dd>
{{/FACT}}
</dl>
<h2>签名</h2>
{{#EMPTY}}<p>没有记录。</p>{{/EMPTY}}
<ol class="history">
{{#LINE}}
<li><p><strong>{{LABEL}}</strong> <span class="quiet">{{AT}}</span></p><p>{{NAME}}，{{STATE}} <span class="quiet">证书序列号 <span class="code">{{SERIAL:x-groups}}</span></span></p></li>
{{/LINE}}
</ol>
<p class="print-only">单位盖章：　　　　　　　　　　日期：</p>
