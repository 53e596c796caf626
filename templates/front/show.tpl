{{%AUTOESCAPE context="HTML"}}
{{>CASE}}
{{#EDITABLE}}
<section aria-label="办理步骤">
<h2>办理步骤</h2>
{{>TASKS}}
{{#DRAFT}}
<p class="quiet">填写的内容随时保存，{{UNTIL}} 前提交有效。</p>
{{/DRAFT}}
{{#STOPPED}}
<p class="quiet">印章已停用。请在 {{UNTIL}} 前补交材料；逾期不补的，印章仍保持停用。</p>
{{/STOPPED}}
</section>
{{/EDITABLE}}
{{>IMPRINT_PART}}
{{>DEEDS}}
{{>PACKAGE_PART}}
{{#IMAGE_WRONG}}
<details>
<summary>印模有问题</summary>
<form class="form" method="post" action="{{ACTION}}">
<input type="hidden" name="csrf" value="{{CSRF}}">
<input type="hidden" name="rev" value="{{REV}}">
<div class="field">
<label for="f-note">请说明哪里不一致</label>
<textarea class="input" id="f-note" name="note" rows="3" required></textarea>
</div>
<div class="actions"><button class="button" type="submit">退回重新制作</button></div>
</form>
</details>
{{/IMAGE_WRONG}}
{{>ANSWERS_PART}}
{{>MATERIALS_PART}}
{{#PRINT}}
<section aria-labelledby="h-papers">
<h2 id="h-papers">打印</h2>
<ul class="plain">
{{#HAS_ANSWERS}}
<li><a href="{{PAPERS}}/form">申请表</a></li>
{{/HAS_ANSWERS}}
{{#TO_COLLECT}}
<li><a href="{{PAPERS}}/collect">印模采集表</a></li>
{{/TO_COLLECT}}
{{#PAPER}}
<li><a href="{{HREF}}">{{LABEL}}</a> <span class="quiet">{{STATE}}</span></li>
{{/PAPER}}
</ul>
</section>
{{/PRINT}}
{{#FINAL}}
<form class="confirm" method="post" action="{{ACTION}}">
<input type="hidden" name="csrf" value="{{CSRF}}">
<input type="hidden" name="rev" value="{{REV}}">
<button class="button button-plain" type="submit">{{LABEL}}</button>
</form>
{{/FINAL}}
{{>HISTORY_PART}}
