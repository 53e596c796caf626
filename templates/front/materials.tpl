{{%AUTOESCAPE context="HTML"}}
{{>CASE}}
<h2>上传材料</h2>
<p class="lead">每项上传一个文件，可以是 PDF、JPEG 或 PNG。再次上传会替换原来的文件。</p>
{{>SECRECY}}
{{#WRONG_FILE}}
<div class="errors" role="alert" tabindex="-1" autofocus id="errors">
<h2>有 {{COUNT}} 处需要修改</h2>
<ul>
{{#ERROR}}
<li><a href="#f-{{ID}}">{{SENTENCE}}</a></li>
{{/ERROR}}
</ul>
</div>
{{/WRONG_FILE}}
{{#MATERIAL}}
<form class="form upload" method="post" action="{{ACTION}}" enctype="multipart/form-data">
<input type="hidden" name="csrf" value="{{CSRF}}">
<div class="field{{#BAD}} field-bad{{/BAD}}">
<label for="f-{{NAME}}">{{LABEL}}</label>
<p class="hint" id="h-{{NAME}}">{{HINT}}；不超过 {{SIZE}}</p>
{{#BAD}}<p class="error" id="e-{{NAME}}"><span>错误：</span>{{SENTENCE}}</p>{{/BAD}}
{{#FAULT}}<p class="error"><span>需要补正：</span>{{SENTENCE}}</p>{{/FAULT}}
{{#GIVEN}}<p><strong class="tag tag-good">已上传</strong> <a href="{{HREF}}">{{NAME}}</a> <span class="quiet">{{SIZE}}</span></p>{{/GIVEN}}
<input class="input-file" type="file" id="f-{{NAME}}" name="file" accept="application/pdf,image/jpeg,image/png" data-max="{{MAX}}" required aria-describedby="h-{{NAME}}{{#BAD}} e-{{NAME}}{{/BAD}}"{{#BAD}} aria-invalid="true"{{/BAD}}>
</div>
<fieldset class="field{{#BAD_SECRET}} field-bad{{/BAD_SECRET}}" id="f-{{NAME}}-secret" tabindex="-1"{{#BAD_SECRET}} aria-describedby="e-{{NAME}}-secret"{{/BAD_SECRET}}>
<legend>文件密级<span class="unseen">（{{LABEL}}）</span></legend>
{{#BAD_SECRET}}<p class="error" id="e-{{NAME}}-secret"><span>错误：</span>{{SENTENCE}}</p>{{/BAD_SECRET}}
{{#RADIO}}
<label class="choice"><input type="radio" name="secret" value="{{VALUE}}"{{#CHOSEN}} checked{{/CHOSEN}} required> {{LABEL}}</label>
{{/RADIO}}
</fieldset>
<button type="submit">上传<span class="unseen">{{LABEL}}</span></button>
</form>
{{/MATERIAL}}
<p class="actions"><a class="button" href="{{BACK}}">返回办理步骤</a></p>
