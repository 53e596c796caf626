{{%AUTOESCAPE context="HTML"}}
<h1>统计</h1>
<p class="quiet">{{UNIT}}及下级</p>
<section aria-labelledby="h-seals">
<h2 id="h-seals">印章，现在</h2>
<ul class="counters">
{{#COUNTER}}
<li><a href="{{HREF}}"><strong>{{COUNT}}</strong>{{LABEL}}</a></li>
{{/COUNTER}}
</ul>
<dl class="facts">
{{#KIND}}
<dt>{{LABEL}}</dt><dd>{{COUNT}} 枚有效</dd>
{{/KIND}}
</dl>
</section>
{{#UKEYS}}
<section aria-labelledby="h-ukeys">
<h2 id="h-ukeys">本单位的 UKey，现在</h2>
<ul class="counters">
{{#STOCK}}
<li><a href="{{HREF}}"><strong>{{COUNT}}</strong>{{LABEL}}</a></li>
{{/STOCK}}
</ul>
</section>
{{/UKEYS}}
<section aria-labelledby="h-cases">
<h2 id="h-cases">办件和用章</h2>
<form class="filters" method="get" action="/approve/figures">
<div><label for="f-from">从</label><input id="f-from" name="from" type="date" value="{{FROM}}"></div>
<div><label for="f-until">到</label><input id="f-until" name="until" type="date" value="{{UNTIL}}"></div>
<button type="submit">统计</button>
<a href="{{CSV}}">导出 CSV</a>
</form>
<table>
<thead><tr><th scope="col">事项</th><th scope="col" class="n">现在在办</th><th scope="col" class="n">期间办结</th><th scope="col" class="n">不予受理或许可</th><th scope="col" class="n">撤回或终止</th><th scope="col" class="n">期间结束合计</th></tr></thead>
<tbody>
{{#ROW}}
<tr><td data-label="事项">{{LABEL}}</td><td data-label="现在在办" class="n">{{OPEN}}</td><td data-label="期间办结" class="n">{{DONE}}</td><td data-label="不予受理或许可" class="n">{{REFUSED}}</td><td data-label="撤回或终止" class="n">{{OTHER}}</td><td data-label="期间结束合计" class="n"><a href="{{HREF}}">{{COUNT}}</a></td></tr>
{{/ROW}}
</tbody>
</table>
<p>期间备案 <a href="/approve/filings?tab=filed">{{FILED}}</a> 件，其中超过时限 {{LATE}} 件{{#LATENESS}}，最迟 {{VALUE}}{{/LATENESS}}；现在超时未备案 <a href="/approve/filings?tab=overdue">{{OVERDUE}}</a> 件。</p>
<p>期间盖章 {{STAMPS}} 次，用到 {{SEALS}} 枚印章。</p>
<dl class="facts">
{{#CLASS}}
<dt>{{LABEL}}</dt><dd>{{COUNT}} 次</dd>
{{/CLASS}}
</dl>
</section>
