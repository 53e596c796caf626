{{%AUTOESCAPE context="HTML"}}
<h1>办件</h1>
<nav class="tabs" aria-label="分类"><ul>
{{#TAB}}
<li><a href="{{HREF}}"{{#CHOSEN}} aria-current="true"{{/CHOSEN}}>{{LABEL}}</a></li>
{{/TAB}}
</ul></nav>
{{#BAD}}<p class="error" role="alert"><span>错误：</span>{{SENTENCE}}</p>{{/BAD}}
<form class="filters" method="get" action="/approve/list">
<input type="hidden" name="tab" value="{{TAB_NAME}}">
{{#IS_DENSE}}<input type="hidden" name="dense" value="1">{{/IS_DENSE}}
<div><label for="f-q">单位、印章名称或办件编号</label><input id="f-q" name="q" value="{{TEXT}}"></div>
<div><label for="f-business">事项</label><select id="f-business" name="business"><option value="">全部</option>{{#CHOICE}}<option value="{{VALUE}}"{{#CHOSEN}} selected{{/CHOSEN}}>{{LABEL}}</option>{{/CHOICE}}</select></div>
{{#PERIOD}}
<div><label for="f-from">办结日期从</label><input id="f-from" name="from" type="date" value="{{FROM}}"></div>
<div><label for="f-until">到</label><input id="f-until" name="until" type="date" value="{{UNTIL}}"></div>
{{/PERIOD}}
<div><label for="f-order">顺序</label><select id="f-order" name="order"><option value="newest">最新在前</option><option value="oldest"{{#OLDEST}} selected{{/OLDEST}}>最早在前</option></select></div>
<div><label for="f-rows">每页</label><select id="f-rows" name="rows">{{#ROWS}}<option value="{{VALUE}}"{{#CHOSEN}} selected{{/CHOSEN}}>{{LABEL}}</option>{{/ROWS}}</select></div>
<button type="submit">筛选</button>
<a href="{{CLEAR}}">清除</a>
<a href="{{DENSITY}}">{{DENSITY_LABEL}}</a>
<a href="{{CSV}}">导出 CSV</a>
</form>
{{#NONE}}<p class="lead">没有符合条件的办件。</p>{{/NONE}}
{{#SOME}}
{{#TOGETHER}}
<form class="together no-print" id="together" method="get" action="/approve/together">
<p><button class="button button-plain" type="submit">一并“{{LABEL}}”所选办件</button> <a href="{{HREF}}">{{VALUE}}</a> <span class="quiet">先看一览，再办理；每一件分别签名、分别记录</span></p>
</form>
{{/TOGETHER}}
<table{{#IS_DENSE}} class="dense"{{/IS_DENSE}}>
<thead>{{>HEAD}}</thead>
<tbody>
{{#ROW}}
<tr><td data-label="办件编号" class="code">{{#PICK}}<input class="pick" type="checkbox" form="together" name="case" value="{{ID}}" aria-label="选择 {{NUMBER}}"{{#CHOSEN}} checked{{/CHOSEN}}> {{/PICK}}<a href="/approve/{{ID}}">{{NUMBER}}</a></td><td data-label="事项" class="tight">{{LABEL}}</td><td data-label="单位">{{UNIT_NAME}}</td><td data-label="印章名称">{{SEAL_NAME}}</td><td data-label="渠道" class="tight">{{CHANNEL}}</td><td data-label="状态" class="tight"><strong class="tag tag-{{TONE}}">{{STATE}}</strong></td><td data-label="提交">{{WHEN}}</td><td data-label="{{WAITED_LABEL}}" class="tight">{{WAITED}}</td><td data-label="{{UNTIL_LABEL}}">{{UNTIL}}</td></tr>
{{/ROW}}
</tbody>
</table>
{{>PAGER}}
<p class="keys quiet no-print" hidden><span>单键操作：<kbd>j</kbd> 下一件，<kbd>k</kbd> 上一件，<kbd>Enter</kbd> 打开，<kbd>?</kbd> 到这里 </span><button type="button" class="link">关闭单键操作</button></p>
{{/SOME}}
