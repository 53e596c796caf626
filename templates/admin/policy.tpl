{{%AUTOESCAPE context="HTML"}}
<div class="case-head">
<h1>{{HEADING}}</h1>
<p class="code">{{NAME}}</p>
</div>
{{#NOTE}}
<p class="note" role="status">{{SENTENCE}}</p>
{{/NOTE}}
{{>ANSWERS}}
{{>TASKS}}
{{>FORM}}
<h2>修改历史</h2>
{{#EMPTY}}
<p>没有修改过，现用默认值。</p>
{{/EMPTY}}
<ol class="history">
{{#LINE}}
<li><p>第 {{VERSION_NO}} 版改为 <strong>{{VALUE}}</strong> <span class="quiet">{{AT}}</span></p><p>{{NAME}}{{#WHY}}，理由：{{REASON}}{{/WHY}}{{#LINK}}，<a href="{{HREF}}">第 {{NUMBER}} 号</a>{{/LINK}}</p></li>
{{/LINE}}
</ol>
<p><a href="/admin/policies">返回规则与参数</a></p>
