{{%AUTOESCAPE context="HTML"}}
<p class="quiet no-print"><a href="/admin/carriers/papers">盘点和序列号申请</a></p>
<h1>UKey 盘点表</h1>
<p class="code">{{NUMBER}}</p>
<dl class="facts">
{{#FACT}}
<dt>{{LABEL}}</dt><dd>{{VALUE}}</dd>
{{/FACT}}
</dl>
<table>
<thead><tr><th scope="col">项目</th><th scope="col" class="n">数量</th></tr></thead>
<tbody>
{{#ROW}}
<tr><td data-label="项目">{{LABEL}}</td><td data-label="数量" class="n">{{COUNT}}</td></tr>
{{/ROW}}
</tbody>
</table>
{{#MISSING}}
<h2>账上有、没有清点到</h2>
<p class="lines code">{{SERIALS:pre_escape}}</p>
{{/MISSING}}
{{#SURPLUS}}
<h2>清点到、账上没有</h2>
<p class="lines">{{SERIALS:pre_escape}}</p>
{{/SURPLUS}}
{{#NOTE}}
<h2>差异说明</h2>
<p class="lines">{{SENTENCE:pre_escape}}</p>
{{/NOTE}}
<h2>签名</h2>
{{#EMPTY}}<p>没有记录。</p>{{/EMPTY}}
<ol class="history">
{{#LINE}}
<li><p><strong>{{LABEL}}</strong> <span class="quiet">{{AT}}</span></p><p>{{NAME}}，{{STATE}} <span class="quiet">证书序列号 <span class="code">{{SERIAL:x-groups}}</span></span></p></li>
{{/LINE}}
</ol>
<p class="print-only">盘点人签字：　　　　　　　　监盘人签字：　　　　　　　　日期：</p>
