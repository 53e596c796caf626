{{%AUTOESCAPE context="HTML"}}
{{>HEAD}}
<h2>核对并提交</h2>
<div class="case">
<figure class="case-papers">
<img class="paper" src="{{SRC}}" alt="第 {{PAGE}} 页，盖章后的样子">
<figcaption class="quiet">第 {{PAGE}} 页，盖章后的样子</figcaption>
</figure>
<div>
{{>FACTS}}
{{#REFUSED}}<div class="note note-urgent"><p>暂不可办：{{SENTENCE}}</p></div>{{/REFUSED}}
{{>CONFIRM}}
<p class="actions"><a class="button-back" href="{{HREF}}">返回</a></p>
</div>
</div>
