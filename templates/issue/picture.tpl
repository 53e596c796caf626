{{%AUTOESCAPE context="HTML"}}
{{>CASE}}
<nav class="tabs" aria-label="印模来源"><ul>
{{#TAB}}<li><a href="{{HREF}}"{{#CHOSEN}} aria-current="true"{{/CHOSEN}}>{{LABEL}}</a></li>
{{/TAB}}
</ul></nav>
{{>ERRORS}}
<div class="case">
<div class="case-papers">
{{#WORK}}
<h2>1∶1 预览</h2>
<figure>
<div class="true-size"><svg role="img" aria-label="印模：{{NAME}}" width="{{MM_W}}mm" height="{{MM_H}}mm" viewBox="0 0 {{MM_W}} {{MM_H}}"><image href="{{SRC}}" width="{{MM_W}}" height="{{MM_H}}" preserveAspectRatio="none"/></svg></div>
<figcaption class="quiet">{{NAME}}，{{MM_W}} × {{MM_H}} 毫米，{{SIZE}}；下方为毫米尺，请与直尺核对屏幕比例</figcaption>
</figure>
<ul class="materials">
{{#FINDING}}<li class="material"><span class="material-name">{{LABEL}}</span> <strong class="tag tag-{{TONE}}">{{STATE}}</strong> <span>{{SENTENCE}}</span></li>
{{/FINDING}}
</ul>
{{#BESIDE}}
<h2>同比例比对</h2>
<figure class="side-by-side"><a href="{{SRC}}"><img src="{{SRC}}" alt="左为扫描件或比对的印模，右为电子印模，同一比例"></a></figure>
{{/BESIDE}}
{{/WORK}}
{{#EMPTY}}
<h2>1∶1 预览</h2>
<p class="quiet">{{SENTENCE}}</p>
{{/EMPTY}}
</div>
<form class="form" method="post" action="{{ACTION}}" enctype="multipart/form-data" novalidate>
<input type="hidden" name="csrf" value="{{CSRF}}">
{{>FIELDS}}
<div class="actions">
<button class="button button-plain" type="submit" name="act" value="preview">{{BUTTON}}</button>
{{#READY}}<button class="button" type="submit" name="act" value="put">提交印模，请申请人确认</button>{{/READY}}
<a class="button-back" href="{{BACK}}">返回</a>
</div>
</form>
</div>
