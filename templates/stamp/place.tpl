{{%AUTOESCAPE context="HTML"}}
{{>HEAD}}
<h2>盖章位置</h2>
{{#REPAIRED}}<div class="note"><p>上传的文件结构有损坏，已自动修复。审核和盖章都以修复后的文件为准，请先<a href="{{HREF}}/file">下载核对</a>。</p></div>{{/REPAIRED}}
{{>ERRORS}}
<div class="case">
<figure class="case-papers">
<img class="paper" src="{{SRC}}" alt="第 {{PAGE}} 页，盖章后的样子" width="{{WIDTH}}" height="{{HEIGHT}}">
<figcaption class="quiet">第 {{PAGE}} 页，共 {{PAGES}} 页，页面宽 {{PAGE_W}} 毫米、高 {{PAGE_H}} 毫米。图由盖章程序生成，盖章后就是这个样子。</figcaption>
</figure>
<form class="form" method="post" action="{{HREF}}/place" novalidate>
<input type="hidden" name="csrf" value="{{CSRF}}">
<p class="lead">共 1 枚印章，印章宽 {{SEAL_W}} 毫米、高 {{SEAL_H}} 毫米。</p>
{{>FIELDS}}
<div class="actions">
<button type="submit" name="go" value="show">更新预览</button>
<button type="submit" name="go" value="sign">放到落款处</button>
<button type="submit" name="go" value="corner">放到本页右下</button>
</div>
<div class="actions">
<button class="button" type="submit" name="go" value="next">位置合适，下一步</button>
<a class="button-back" href="{{HREF}}">返回</a>
</div>
</form>
</div>
