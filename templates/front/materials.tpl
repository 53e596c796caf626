{{%AUTOESCAPE context="HTML"}}
{{>CASE}}
<h2>上传材料</h2>
<p class="lead">每项上传一个文件，可以是 PDF、JPEG 或 PNG。再次上传会替换原来的文件。</p>
{{#WRONG_FILE}}
<div class="errors" role="alert" tabindex="-1" autofocus id="errors">
<h2>有 1 处需要修改</h2>
<ul><li><a href="#f-{{NAME}}">{{SENTENCE}}</a></li></ul>
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
<button type="submit">上传<span class="unseen">{{LABEL}}</span></button>
</form>
{{/MATERIAL}}
<p class="actions"><a class="button" href="{{BACK}}">返回办理步骤</a></p>
