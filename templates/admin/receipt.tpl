{{%AUTOESCAPE context="HTML"}}
<p class="quiet no-print"><a href="/admin/carrier/{{ID}}">返回</a></p>
<h1>UKey 签领单</h1>
<dl class="facts">
{{#FACT}}
<dt>{{LABEL}}</dt><dd>{{VALUE}}</dd>
{{/FACT}}
</dl>
<p>本人（本单位）已领取上述 UKey，知悉一人一个、专人保管、不得转借；遗失、损坏或者离岗时立即到发放单位办理。</p>
<p>签领人签字：　　　　　　　　　　证件号码：</p>
<p>经办人签字：　　　　　　　　　　日期：</p>
<p class="no-print quiet">打印后由签领人签字，再登记“签领”。</p>
