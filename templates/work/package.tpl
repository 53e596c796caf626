{{%AUTOESCAPE context="HTML"}}
<section aria-labelledby="h-package">
<h2 id="h-package">印章加密数据包</h2>
<p>只有生成密钥的那台设备能导入；其中没有私钥。</p>
<ul class="plain">
{{#COPY}}
<li>{{WHEN}}{{#NOTE}}　<span class="quiet">{{SENTENCE}}</span>{{/NOTE}}</li>
{{/COPY}}
</ul>
{{#DOWNLOAD}}
<form class="confirm" method="post" action="{{ACTION}}">
<input type="hidden" name="csrf" value="{{CSRF}}">
<button class="button" type="submit">下载数据包</button>
</form>
{{/DOWNLOAD}}
{{#AGAIN}}
<details>
<summary>准予再次下载</summary>
<form class="form" method="post" action="{{ACTION}}">
<input type="hidden" name="csrf" value="{{CSRF}}">
<div class="field"><label for="f-again">原因</label><input class="input" id="f-again" name="reason" maxlength="200" required></div>
<div class="actions"><button class="button button-plain" type="submit">登记原因并准予</button></div>
</form>
</details>
{{/AGAIN}}
{{#TAKEN}}<p class="quiet">再次下载须由受理单位登记原因。</p>{{/TAKEN}}
</section>
