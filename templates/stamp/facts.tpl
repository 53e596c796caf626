{{%AUTOESCAPE context="HTML"}}
<section aria-labelledby="h-use">
<h2 id="h-use">用章内容</h2>
{{>ANSWERS}}
<p><a class="material-file" href="{{HREF}}/file">下载要盖章的文件</a> <span class="quiet">{{NAME}}，{{SIZE}}，共 {{PAGES}} 页</span></p>
{{#REPAIRED}}<div class="note"><p>上传的文件结构有损坏，已自动修复。这里下载的就是修复后的文件，审核和盖章都以它为准。</p></div>{{/REPAIRED}}
</section>
<section aria-labelledby="h-seal">
<h2 id="h-seal">印章</h2>
<div class="seal-card">
<img class="seal" src="/stamp/seal/{{ID}}/picture" alt="{{LABEL}}的印模">
<div>
<p>{{LABEL}} {{>SEAL_STATE}}</p>
<p class="quiet">印章编码 <span class="code">{{CODE:x-groups}}</span></p>
{{#REFUSED}}<p class="error">{{SENTENCE}}</p>{{/REFUSED}}
</div>
</div>
</section>
