{{%AUTOESCAPE context="HTML"}}
<header class="case-head">
<div>
<p><span class="quiet">系统授权编号</span> <span class="code">{{NUMBER}}</span></p>
<h1>系统授权：{{HEADING}}</h1>
</div>
<p class="case-state">{{>STATE}}</p>
</header>
{{#BLOCKED}}<div class="note note-urgent"><p>暂不可办：{{SENTENCE}}</p></div>{{/BLOCKED}}
{{>ANSWERS}}
{{>DEEDS}}
{{#FINAL}}
<details>
<summary>终止这项授权</summary>
<p>终止后立即不再自动盖章，已盖章的文件仍然有效；不能恢复，需要时重新提出。</p>
{{>FORM}}
</details>
{{/FINAL}}
{{>HISTORY_PART}}
<p class="actions"><a class="button-back" href="/stamp/grants">返回系统授权</a></p>
