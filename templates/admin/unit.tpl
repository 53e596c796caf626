{{%AUTOESCAPE context="HTML"}}
<nav aria-label="上级单位"><p class="quiet">{{#PATH}}<a href="/admin/unit/{{ID}}">{{NAME}}</a> › {{/PATH}}</p></nav>
<div class="case-head">
<h1>{{HEADING}}</h1>
<p>{{>TAG}}</p>
</div>
{{#NOTE}}
<p class="note">{{SENTENCE}}</p>
{{/NOTE}}
{{>ANSWERS}}
{{>TASKS}}
<h2>下级单位</h2>
{{#EMPTY}}
<p>没有下级单位。</p>
{{/EMPTY}}
{{#SOME}}
<table>
<thead><tr><th scope="col">名称</th><th scope="col">级别</th><th scope="col">统一社会信用代码</th><th scope="col">行政区划</th><th scope="col">职能</th><th scope="col">状态</th></tr></thead>
<tbody>
{{#ROW}}
<tr><td data-label="名称"><a href="/admin/unit/{{ID}}">{{NAME}}</a></td><td data-label="级别">{{LEVEL}}</td><td data-label="统一社会信用代码" class="code">{{CODE:x-groups}}</td><td data-label="行政区划">{{REGION}}</td><td data-label="职能">{{KIND}}</td><td data-label="状态">{{>TAG}}</td></tr>
{{/ROW}}
</tbody>
</table>
{{/SOME}}
{{>PAGER}}
