{{%AUTOESCAPE context="HTML"}}
<h1>验真</h1>
<p class="lead">核验加盖电子印章的文件，不用登录，不收费用，也不会向您索要口令。</p>
{{>ERRORS}}
<div class="doors">
<section aria-labelledby="h-scan">
<h2 id="h-scan">扫二维码</h2>
<p>用手机扫纸质件右上方的二维码，打开的网址应以 <span class="code">{{HOST}}</span> 开头。</p>
<p class="quiet">能说明系统存有这份文件和印章的状态；不能说明纸质件没有改动，请逐项核对。</p>
</section>
<section aria-labelledby="h-code">
<h2 id="h-code">输入验证码</h2>
<form class="form" method="get" action="/verify/code">
<div class="field">
<label for="f-c">纸质件底部的验证码</label>
<p class="hint" id="h-c">17 位，有没有横线、大小写都可以，例如 ABCD-EFGH-JKMN-PQRST</p>
<input class="input" id="f-c" name="c" value="" maxlength="60" autocomplete="off" autocapitalize="characters" spellcheck="false" required aria-describedby="h-c">
</div>
<div class="actions"><button class="button" type="submit">核验</button></div>
</form>
<p class="quiet">与扫码相同：说明系统存有这份文件，请逐项核对。</p>
</section>
<section aria-labelledby="file">
<h2 id="file">上传电子件</h2>
<form class="form" method="post" action="/verify/file" enctype="multipart/form-data">
<input type="hidden" name="csrf" value="{{CSRF}}">
{{>FIELDS}}
<div class="actions">
<button class="button" type="submit">核验文件</button>
<button type="submit" name="report" value="pdf">下载核验报告</button>
</div>
</form>
<p class="quiet">能说明文件是否真实有效、有没有改动。文件核验后立即删除，不保存。</p>
</section>
</div>
<p><a href="/verify/real">如何识别假网站</a>　<a href="/verify/report">举报伪造、反映拒收</a>　<a href="/status">查询印章状态</a></p>
<p class="note">{{LEGAL}}</p>
