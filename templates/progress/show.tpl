{{%AUTOESCAPE context="HTML"}}
<header class="case-head">
<div>
<p><span class="quiet">办件编号</span> <span class="code">{{NUMBER}}</span></p>
<h1>{{HEADING}}</h1>
</div>
<p>{{>STATE}}</p>
</header>
<div class="inset{{#ACT}} inset-act{{/ACT}}">
<h2>{{WORD}}</h2>
<p>{{SENTENCE}}</p>
{{#DUE}}
<p>期限 {{WHEN}}</p>
{{/DUE}}
</div>
{{#ANSWERED}}
<h2>{{LABEL}}</h2>
<p class="lines">{{VALUE:pre_escape}}</p>
{{/ANSWERED}}
<h2>办理过程</h2>
<ol class="steps">
{{#STEP}}
<li{{#PAST}} class="past"{{/PAST}}{{#HERE}} aria-current="step"{{/HERE}}>{{LABEL}}{{#DONE}}<time>{{WHEN}}</time>{{/DONE}}{{#OFFICE}}<small>{{NAME}}</small>{{/OFFICE}}</li>
{{/STEP}}
</ol>
{{#PAPERS}}
<h2>回执和通知</h2>
<ul class="plain">
{{#PAPER}}
<li>
<form method="post" action="/progress/paper">
<input type="hidden" name="csrf" value="{{CSRF}}">
<input type="hidden" name="number" value="{{NUMBER}}">
<input type="hidden" name="code" value="{{CODE}}">
<input type="hidden" name="paper" value="{{NAME}}">
<button class="link" type="submit">{{LABEL}}</button> <span class="quiet">{{STATE}}</span>
</form>
</li>
{{/PAPER}}
</ul>
{{/PAPERS}}
<p class="quiet">本页不显示个人信息。{{#PHONE_GIVEN}}咨询电话 {{PHONE}}。{{/PHONE_GIVEN}}</p>
<p class="no-print"><a href="/progress">查询另一件</a></p>
