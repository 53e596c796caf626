{{%AUTOESCAPE context="HTML"}}
<header class="case-head">
<div>
<p><span class="quiet">规则修改</span> 第 {{NUMBER}} 号</p>
<h1>{{HEADING}}</h1>
</div>
<p class="case-state">{{>STATE}}</p>
</header>
{{#BLOCKED}}<div class="note"><p>{{SENTENCE}}</p></div>{{/BLOCKED}}
{{#OTHERS}}<div class="note note-urgent"><p>{{SENTENCE}}也改其中的规则。先生效的一项会使其余的失去依据，须重新提出。</p></div>{{/OTHERS}}
{{>ANSWERS}}
<h2>改动</h2>
{{#NONE}}<p>各条的值与提出时的现行值相同，只更换所依据的规定。</p>{{/NONE}}
{{#CHANGES}}
<table>
<thead><tr><th scope="col">编号</th><th scope="col">规则</th><th scope="col">提出时的值</th><th scope="col">改为</th><th scope="col">说明</th></tr></thead>
<tbody>
{{#ROW}}
<tr><td data-label="编号" class="code"><a href="/admin/policy/{{NAME}}">{{NAME}}</a></td><td data-label="规则">{{LABEL}}</td><td data-label="提出时的值">{{BEFORE}}</td><td data-label="改为"><strong>{{VALUE}}</strong></td><td data-label="说明">{{ABOUT}}</td></tr>
{{/ROW}}
</tbody>
</table>
{{/CHANGES}}
{{#WHOLE}}<p><a href="{{HREF}}">查看整个方案</a></p>{{/WHOLE}}
{{>DEEDS}}
{{#AGAIN}}<p class="actions"><a class="button" href="{{HREF}}">按现行值重新提出</a></p>{{/AGAIN}}
{{#REFUSE}}
<details{{#OPEN}} open{{/OPEN}}>
<summary>不批准</summary>
{{>FORM}}
</details>
{{/REFUSE}}
{{#WITHDRAW}}
<details{{#OPEN}} open{{/OPEN}}>
<summary>撤回</summary>
{{>FORM}}
</details>
{{/WITHDRAW}}
{{>HISTORY_PART}}
<p class="actions"><a class="button-back" href="/admin/policy-requests">返回规则修改</a></p>
