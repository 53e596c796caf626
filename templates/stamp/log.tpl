{{%AUTOESCAPE context="HTML"}}
<h1>用章登记</h1>
<p class="lead">{{NAME}} <span class="code quiet">{{CODE:x-groups}}</span></p>
{{#NONE}}<p>这枚印章还没有使用过。</p>{{/NONE}}
{{#SOME}}
<table>
<thead><tr><th scope="col">盖章时间</th><th scope="col">编号</th><th scope="col">文件</th><th scope="col">申请人</th><th scope="col">审核人</th><th scope="col">盖章人</th><th scope="col">文件摘要（SM3）</th></tr></thead>
<tbody>
{{#ROW}}
<tr><td data-label="盖章时间">{{WHEN}}</td><td data-label="编号" class="code"><a href="{{HREF}}">{{NUMBER}}</a></td><td data-label="文件">{{NAME}}</td><td data-label="申请人">{{WHO}}</td><td data-label="审核人">{{REVIEWER}}</td><td data-label="盖章人">{{OPERATOR}}</td><td data-label="文件摘要（SM3）"><span class="quiet">盖章前</span> <span class="code">{{BEFORE:x-groups}}</span><br><span class="quiet">盖章后</span> <span class="code">{{AFTER:x-groups}}</span></td></tr>
{{/ROW}}
</tbody>
</table>
{{>PAGER}}
{{/SOME}}
<p class="actions"><a class="button-back" href="/stamp/log">返回</a></p>
