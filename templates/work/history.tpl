{{%AUTOESCAPE context="HTML"}}
<section aria-labelledby="h-history">
<h2 id="h-history">办理记录</h2>
<ol class="history">
{{#LINE}}
<li>
<p><strong>{{EVENT}}</strong> <span class="quiet">{{WHEN}}{{#RULED}}，规则第 {{VERSION_NO}} 版{{/RULED}}</span></p>
<p>{{WHO}}{{#UNIT}}，{{NAME}}{{/UNIT}}</p>
{{#NOTE}}<p class="history-note">{{SENTENCE:pre_escape}}</p>{{/NOTE}}
{{#SIGNED}}<p class="history-sign"><span class="tag tag-{{TONE}}">{{STATE}}</span> <span class="quiet">{{KIND}}，证书序列号 <span class="code">{{SERIAL:x-groups}}</span></span></p>{{/SIGNED}}
</li>
{{/LINE}}
</ol>
</section>
