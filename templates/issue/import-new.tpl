{{%AUTOESCAPE context="HTML"}}
<p class="quiet"><a href="/issue">制章</a></p>
<h1>接收其他系统制作的印章</h1>
<p class="lead">印章文件、签章证书和证书链现在校验；全部相符的，先看校验结果，再签名提交审批。印章的密钥留在原来的设备里，不交到本系统。</p>
{{#FLAWS}}
<div class="inset inset-act" id="flaws">
<h2>不能接收</h2>
<ul>
{{#FLAW}}<li>{{SENTENCE}} <span class="quiet">{{CLAUSE}}</span></li>
{{/FLAW}}
</ul>
</div>
{{/FLAWS}}
{{>FORM}}
