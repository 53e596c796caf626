{{%AUTOESCAPE context="HTML"}}
<h1>为来访人办理申领</h1>
<p class="lead">先填写来访单位。系统中已有的单位按统一社会信用代码识别；没有的登记为待核实单位。</p>
{{>ERRORS}}
<form class="form" method="post" action="/approve/new" novalidate>
<input type="hidden" name="csrf" value="{{CSRF}}">
{{>FIELDS}}
<div class="actions">
<button class="button" type="submit">开始办理</button>
<a class="button-back" href="/approve">返回</a>
</div>
</form>
