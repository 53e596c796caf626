{{%AUTOESCAPE context="HTML"}}
<h1>{{NAME}}</h1>
<p class="note"><strong>复印件</strong>　{{LEGAL}}</p>
<p>{{UNIT}}，{{WHEN}} 盖章，共 {{PAGES}} 页。{{#FILE}}<a href="{{HREF}}">下载盖章文件</a>{{/FILE}}</p>
{{#SHEET}}
<figure><img class="paper" src="{{SRC}}" alt="第 {{N}} 页" loading="lazy"><figcaption>第 {{N}} 页</figcaption></figure>
{{/SHEET}}
{{>PAGER}}
<p><a href="{{BACK}}">返回核验结果</a></p>
