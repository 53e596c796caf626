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
{{#OFFLINE}}
<h2>离线用章</h2>
<table>
<thead><tr><th scope="col">盖章时间</th><th scope="col">编号</th><th scope="col">文件</th><th scope="col">申请人</th><th scope="col">审核人</th><th scope="col">盖章人</th><th scope="col">文件摘要（SM3）</th></tr></thead>
<tbody>
{{#ROW}}
<tr><td data-label="盖章时间">{{WHEN}}<br><span class="quiet">设备的时钟</span></td><td data-label="编号"><strong class="tag tag-plain">离线</strong> {{N}}<br><span class="quiet">{{SERIAL}}</span></td><td data-label="文件">{{NAME}}<br><span class="quiet">{{REASON}}</span></td><td data-label="申请人">{{WHO}}</td><td data-label="审核人">{{REVIEWER}}</td><td data-label="盖章人">{{OPERATOR}}<br><span class="quiet">{{SOURCE}}</span></td><td data-label="文件摘要（SM3）"><span class="quiet">盖章前</span> <span class="code">{{BEFORE:x-groups}}</span><br><span class="quiet">盖章后</span> <span class="code">{{AFTER:x-groups}}</span></td></tr>
{{/ROW}}
</tbody>
</table>
{{/OFFLINE}}
{{#BRING}}
<section aria-labelledby="h-offline">
<h2 id="h-offline">上传离线用章记录</h2>
<p>每条记录由印章的密钥签名，逐条核对后登记；已经登记的不会重复。</p>
{{>ERRORS}}
<form class="form" method="post" action="{{ACTION}}" enctype="multipart/form-data" novalidate>
<input type="hidden" name="csrf" value="{{CSRF}}">
{{>FIELDS}}
<div class="actions"><button class="button" type="submit">上传并登记</button></div>
</form>
</section>
{{/BRING}}
<p class="actions"><a class="button-back" href="/stamp/log">返回</a></p>
