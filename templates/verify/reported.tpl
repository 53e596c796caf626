{{%AUTOESCAPE context="HTML"}}
<h1>已经收到</h1>
<div class="done"><div>
<p class="quiet">编号</p>
<p class="big" id="number">{{NUMBER}}</p>
</div>
</div>
<p>请记下编号。我们不知道您是谁，询问处理结果时请报这个编号。</p>
{{#ADDRESSEE}}<p>综合管理部门：{{SENTENCE}}</p>
{{/ADDRESSEE}}
<p class="no-print"><a href="/verify">返回验真</a></p>
