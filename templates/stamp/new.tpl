{{%AUTOESCAPE context="HTML"}}
<h1>申请用章</h1>
<div class="seal-card">
<div><img class="seal" src="/stamp/seal/{{ID}}/picture" alt="{{NAME}}的印模"></div>
<div>
<h2>{{NAME}}</h2>
<p class="quiet">印章编码 <span class="code">{{CODE:x-groups}}</span></p>
<p><a href="/stamp/new?choose=1">换一枚印章</a></p>
</div>
</div>
{{>SECRECY}}
{{>ERRORS}}
<form class="form" method="post" action="/stamp/new" enctype="multipart/form-data" novalidate>
<input type="hidden" name="csrf" value="{{CSRF}}">
{{>FIELDS}}
<div class="actions">
<button class="button" type="submit">上传并选择位置</button>
<a class="button-back" href="/stamp">返回</a>
</div>
</form>
