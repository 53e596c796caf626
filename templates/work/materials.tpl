{{%AUTOESCAPE context="HTML"}}
<section aria-labelledby="h-materials">
<h2 id="h-materials">材料</h2>
<ul class="materials">
{{#MATERIAL}}
<li class="material">
<span class="material-name">{{LABEL}}</span>
{{#GIVEN}}<a class="material-file" href="{{HREF}}">{{NAME}}</a> <span class="quiet">{{SIZE}}</span>{{/GIVEN}}
{{#MISSING}}<span class="quiet">未上传</span>{{/MISSING}}
{{#NOT_NEEDED}}<span class="quiet">不需要</span>{{/NOT_NEEDED}}
{{#VERDICT}}<span class="material-verdict tag tag-{{TONE}}">{{STATE}}</span>{{/VERDICT}}
{{#FAULT}}<p class="material-fault">{{SENTENCE}}</p>{{/FAULT}}
</li>
{{/MATERIAL}}
</ul>
</section>
