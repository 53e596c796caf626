{{%AUTOESCAPE context="HTML"}}
<h1>我的账号</h1>
{{#NOTE}}
<p class="note" role="status">{{SENTENCE}}</p>
{{/NOTE}}
{{>ANSWERS}}
<p><a href="/account/pin">更换口令</a>{{#SEVERAL}}　<a href="/account/unit">换一个单位办理</a>{{/SEVERAL}}</p>
<h2>我的证书</h2>
{{#CERT}}
<dl class="facts">
<dt>序列号</dt><dd class="code">{{SERIAL:x-groups}}</dd>
<dt>签发者</dt><dd>{{ISSUER}}</dd>
<dt>有效期</dt><dd>{{FROM}} 至 {{UNTIL}}（{{LEFT}}）</dd>
<dt>密钥</dt><dd>{{MARK}}</dd>
</dl>
{{/CERT}}
<h2>我的岗位</h2>
<table>
<thead><tr><th scope="col">单位</th><th scope="col">岗位</th><th scope="col">起</th><th scope="col">止</th><th scope="col">状态</th></tr></thead>
<tbody>
{{#GRANT}}
<tr><td data-label="单位">{{UNIT}}</td><td data-label="岗位">{{ROLE}}</td><td data-label="起">{{FROM}}</td><td data-label="止">{{UNTIL}}</td><td data-label="状态">{{>TAG}}</td></tr>
{{/GRANT}}
</tbody>
</table>
