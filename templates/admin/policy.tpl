{{%AUTOESCAPE context="HTML"}}
<div class="case-head">
<h1>{{HEADING}}</h1>
<p class="code">{{NAME}}</p>
</div>
{{#NOTE}}
<p class="note" role="status">{{SENTENCE}}</p>
{{/NOTE}}
{{>ANSWERS}}
{{>FORM}}
<h2>修改历史</h2>
{{#EMPTY}}
<p>没有修改过，现用默认值。</p>
{{/EMPTY}}
<ol class="history">
{{#LINE}}
<li><time>{{AT}}</time><span>第 {{VERSION_NO}} 版改为 <strong>{{VALUE}}</strong>，{{NAME}}{{#WHY}}，理由：{{REASON}}{{/WHY}}</span></li>
{{/LINE}}
</ol>
<p><a href="/admin/policies">返回规则与参数</a></p>
