{{%AUTOESCAPE context="HTML"}}
<div class="case-head">
<h1>{{HEADING}}</h1>
<p>{{>TAG}}</p>
</div>
{{>ANSWERS}}
<h2>岗位</h2>
<table>
<thead><tr><th scope="col">单位</th><th scope="col">岗位</th><th scope="col">起</th><th scope="col">止</th><th scope="col">状态</th></tr></thead>
<tbody>
{{#GRANT}}
<tr><td data-label="单位"><a href="/admin/unit/{{ID}}">{{UNIT}}</a></td><td data-label="岗位">{{ROLE}}</td><td data-label="起">{{FROM}}</td><td data-label="止">{{UNTIL}}</td><td data-label="状态">{{>TAG}}</td></tr>
{{/GRANT}}
</tbody>
</table>
{{>TASKS}}
<h2>本人确认和管理人员签名记录</h2>
{{#EMPTY}}
<p>没有记录。</p>
{{/EMPTY}}
<ol class="history">
{{#LINE}}
<li><p><strong>{{LABEL}}</strong> <span class="quiet">{{AT}}</span></p><p>{{NAME}}，{{STATE}} <span class="quiet">证书序列号 <span class="code">{{SERIAL:x-groups}}</span></span></p></li>
{{/LINE}}
</ol>
