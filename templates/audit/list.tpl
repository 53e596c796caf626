{{%AUTOESCAPE context="HTML"}}
<div class="case-head">
<h1>审计记录</h1>
<p><a href="/audit/proof">完整性核验</a>　<a href="/audit/refusals">拒绝计数</a></p>
</div>
{{#NOTE}}
<p class="note" role="status">{{SENTENCE}}</p>
{{/NOTE}}
<form class="filters" method="get" action="/audit">
<div><label for="q-person">账号</label><input id="q-person" name="person" value="{{PERSON}}"></div>
<div><label for="q-object">对象编号</label><input id="q-object" name="object" value="{{OBJECT}}"></div>
<div><label for="q-action">操作</label><input id="q-action" name="action" value="{{ACTION_NAME}}"></div>
<div><label for="q-result">结果</label><select id="q-result" name="result">
{{#CHOICE}}
<option value="{{VALUE}}"{{#CHOSEN}} selected{{/CHOSEN}}>{{LABEL}}</option>
{{/CHOICE}}
</select></div>
<button type="submit">筛选</button>
</form>
{{#EMPTY}}
<p>没有符合条件的记录。</p>
{{/EMPTY}}
{{#SOME}}
<table class="dense">
<thead><tr><th scope="col">序号</th><th scope="col">时间（+08:00）</th><th scope="col">账号</th><th scope="col">岗位</th><th scope="col">操作</th><th scope="col">对象</th><th scope="col">结果</th><th scope="col">说明</th><th scope="col">终端</th></tr></thead>
<tbody>
{{#ROW}}
<tr><td data-label="序号" class="n"><a href="/audit/{{SEQ}}">{{SEQ}}</a></td><td data-label="时间" class="tight">{{AT}}</td><td data-label="账号" class="tight">{{NAME}}</td><td data-label="岗位" class="tight">{{ROLE}}</td><td data-label="操作" class="tight">{{LABEL}}</td><td data-label="对象">{{#KNOWN}}{{KIND}} {{>THING}}{{/KNOWN}}</td><td data-label="结果" class="tight">{{RESULT}}</td><td data-label="说明">{{REASON}}</td><td data-label="终端">{{ADDRESS}}</td></tr>
{{/ROW}}
</tbody>
</table>
{{/SOME}}
{{>PAGER}}
<form class="confirm" method="post" action="/audit/export">
<input type="hidden" name="csrf" value="{{CSRF}}">
<input type="hidden" name="person" value="{{PERSON}}">
<input type="hidden" name="object" value="{{OBJECT}}">
<input type="hidden" name="action" value="{{ACTION_NAME}}">
<input type="hidden" name="result" value="{{RESULT_NAME}}">
<p class="hint">导出当前筛选的全部记录（CSV），由您签名，并记入审计。</p>
<button type="submit">导出</button>
</form>
