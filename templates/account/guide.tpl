{{%AUTOESCAPE context="HTML"}}
<h1>办事指南</h1>
<p class="lead">先由经办人注册账号，再在网上申请或者到受理窗口办理。</p>
{{#BUSINESS}}
<h2>{{LABEL}}</h2>
<dl class="facts">
<dt>谁来办</dt><dd>{{WHO}}</dd>
<dt>办理时限</dt><dd>{{TERM}}</dd>
<dt>办理结果</dt><dd>{{RESULT}}</dd>
</dl>
<h3>需要的材料</h3>
<table>
<thead><tr><th scope="col">材料</th><th scope="col">格式</th><th scope="col">说明</th></tr></thead>
<tbody>
{{#MATERIAL}}
<tr><td data-label="材料">{{LABEL}}</td><td data-label="格式">{{TYPE}}</td><td data-label="说明">{{ABOUT}}</td></tr>
{{/MATERIAL}}
</tbody>
</table>
<p><a class="button{{#QUIET}} button-plain{{/QUIET}}" href="{{HREF}}">办理{{LABEL}}</a></p>
{{/BUSINESS}}
<h2>忘记口令，或者口令被锁定</h2>
<p>本人持身份证到受理窗口。窗口核对身份以后可以解锁，或者重置密钥并给出一次性口令；首次登录须更换。工作人员不会向您索要口令。</p>
<h2>不同意办理结果</h2>
<p>可以依法申请行政复议，或者提起行政诉讼。</p>
