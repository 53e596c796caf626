{{%AUTOESCAPE context="HTML"}}
<h1>申请用章</h1>
<p class="lead">第一步：选择印章。</p>
{{#NONE}}<p>本单位还没有电子印章。</p>{{/NONE}}
<ul class="seals">
{{#SEAL}}
<li class="seal-card">
<div><img class="seal" src="/stamp/seal/{{ID}}/picture" alt="{{NAME}}的印模"></div>
<div>
<h2>{{NAME}}</h2>
<p>{{>STATE}}</p>
<p class="quiet">印章编码 <span class="code">{{CODE:x-groups}}</span></p>
{{#USABLE}}<p class="actions"><a class="button" href="/stamp/new?seal={{ID:url_query_escape}}">用这枚印章<span class="unseen">{{NAME}}</span></a></p>{{/USABLE}}
{{#REFUSED}}<p class="quiet">不能使用：{{SENTENCE}}</p>{{/REFUSED}}
</div>
</li>
{{/SEAL}}
</ul>
<p class="actions"><a class="button-back" href="/stamp">返回</a></p>
