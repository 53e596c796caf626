{{%AUTOESCAPE context="HTML"}}
{{>CASE}}
<div class="case">
<div class="case-papers">
<h2>办理步骤</h2>
<ol class="steps">
{{#STEP}}
<li{{#PAST}} class="past"{{/PAST}}{{#NOW}} aria-current="step"{{/NOW}}>{{LABEL}}{{#WHEN}}<small>{{TIME}}</small>{{/WHEN}}{{#FAILED}}<small><strong class="tag tag-bad">未成功</strong> {{SENTENCE}}</small>{{/FAILED}}</li>
{{/STEP}}
</ol>
</div>
<div>
<h2>{{HEADING}}</h2>
{{#ABOUT}}<p>{{SENTENCE}}</p>{{/ABOUT}}
{{#CANNOT}}<p class="quiet">暂不可办：{{SENTENCE}}</p>{{/CANNOT}}
{{>ERRORS}}
{{#CODED}}
<p>印章编码 <strong class="code">{{SEAL_CODE:x-groups}}</strong></p>
{{/CODED}}
{{#PICTURE}}
<p class="quiet">本地规定的印模来源（P-17）：{{RULE}}。</p>
<p class="actions"><a class="button" href="{{DRAW}}">按要素绘制印模</a> <a class="button button-plain" href="{{SCAN}}">用扫描件制作</a></p>
<p><a href="{{COLLECT}}">打印印模采集表</a></p>
{{/PICTURE}}
{{#ENTER}}
<form class="form" method="post" action="{{ACTION}}" enctype="multipart/form-data" novalidate>
<input type="hidden" name="csrf" value="{{CSRF}}">
{{>FIELDS}}
<div class="actions"><button class="button" type="submit">录入并送审批</button></div>
</form>
{{/ENTER}}
{{#ACT}}
<form class="confirm" method="post" action="{{ACTION}}">
<input type="hidden" name="csrf" value="{{CSRF}}">
<input type="hidden" name="rev" value="{{REV}}">
<button class="button" type="submit" name="act" value="{{NAME}}">{{LABEL}}</button>
</form>
{{/ACT}}
{{#CODING}}<p class="actions"><a class="button" href="{{HREF}}">办理赋码和备案</a></p>
{{/CODING}}
{{#ORDER}}<p>{{SENTENCE}}</p>
{{#LINK}}<p class="actions"><a class="button button-plain" href="{{HREF}}">查看证书申请</a></p>{{/LINK}}
{{/ORDER}}
{{#OUTSIDE}}
<form class="confirm" method="post" action="{{CSR}}">
<input type="hidden" name="csrf" value="{{CSRF}}">
<p>第一步：导出证书请求，交证书颁发机构签发。</p>
<button class="button button-plain" type="submit">下载证书请求（CSR）</button>
</form>
<form class="form" method="post" action="{{ACTION}}" novalidate>
<input type="hidden" name="csrf" value="{{CSRF}}">
<p>第二步：粘贴签发的证书，校验后导入。</p>
{{>FIELDS}}
<div class="actions"><button class="button" type="submit">校验并导入证书</button></div>
</form>
{{/OUTSIDE}}
{{#UNPAID}}<div class="note"><p>应缴的费用还没有登记，请核实后再交付。<a href="/approve/{{ID}}/fees">登记费用</a></p></div>
{{/UNPAID}}
{{#DELIVER}}
<form class="form" method="post" action="{{ACTION}}" novalidate>
<input type="hidden" name="csrf" value="{{CSRF}}">
{{>FIELDS}}
<div class="actions"><button class="button" type="submit">登记交付</button></div>
</form>
{{/DELIVER}}
{{#SPOIL}}
<details>
<summary>写入载体未成功</summary>
<form class="form" method="post" action="{{ACTION}}">
<input type="hidden" name="csrf" value="{{CSRF}}">
<input type="hidden" name="rev" value="{{REV}}">
<div class="field"><label for="f-note">原因</label><input class="input" id="f-note" name="note" maxlength="200" required></div>
<div class="actions"><button class="button button-plain" type="submit" name="act" value="spoil">登记废品</button></div>
</form>
</details>
{{/SPOIL}}
{{>PACKAGE_PART}}
<h2>文书</h2>
<ul class="plain">
{{#PAPER}}<li><a href="{{HREF}}">{{LABEL}}</a></li>
{{/PAPER}}
</ul>
</div>
</div>
{{>IMPRINT_PART}}
{{>ANSWERS_PART}}
{{>MATERIALS_PART}}
{{>HISTORY_PART}}
