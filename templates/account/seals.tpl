{{%AUTOESCAPE context="HTML"}}
<h1>我的印章</h1>
<p class="quiet">{{UNIT}}</p>
{{#EMPTY}}
<p>本单位还没有电子印章。<a href="/apply">申领电子印章</a></p>
{{/EMPTY}}
{{#SOME}}
<ul class="seals">
{{#SEAL}}
<li class="seal-card">
<div>
{{#PICTURE}}<img class="seal" src="/account/seals/{{ID}}/picture" alt="{{NAME}}的印模">{{/PICTURE}}
</div>
<div>
<h2>{{NAME}}</h2>
<p class="code quiet">{{CODE:x-groups}}</p>
<p>{{>TAG}}{{#KEEPER}}　由您保管{{/KEEPER}}</p>
<dl class="facts">
<dt>种类</dt><dd>{{KIND}}</dd>
<dt>有效期</dt><dd>{{VALID}}</dd>
<dt>载体</dt><dd>{{CARRIER}}</dd>
<dt>最近使用</dt><dd>{{USED}}</dd>
</dl>
{{#CHANGED}}
<p class="inset">单位的名称或统一社会信用代码已经变更，请办理<a href="/change?seal={{CODE:url_query_escape}}">变更</a>，换领新章。</p>
{{/CHANGED}}
{{#REMADE}}
<p class="inset">实物印章已变更，请办理<a href="/change?seal={{CODE:url_query_escape}}">变更</a>，换领新章。</p>
{{/REMADE}}
{{#ABOLISHED}}
<p class="inset">实物印章已废止，请办理<a href="/cancel?seal={{CODE:url_query_escape}}">注销</a>。</p>
{{/ABOLISHED}}
{{>TASKS}}
</div>
</li>
{{/SEAL}}
</ul>
{{/SOME}}
