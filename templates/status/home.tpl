{{%AUTOESCAPE context="HTML"}}
<h1>印章状态查询</h1>
<p class="lead">输入印章编码或名称，查看印章现在或者某一天是否有效。不用登录，不显示个人信息。</p>
<form class="filters" method="get" action="/status">
<div><label for="q">印章编码或名称</label><input id="q" name="q" value="{{TYPED}}" maxlength="100" required></div>
<div><label for="day">哪一天（不填为现在）</label><input id="day" name="day" type="date" value="{{DAY}}"></div>
<div><label for="time">时间（选填）</label><input id="time" name="time" type="time" value="{{TIME}}"></div>
<button class="button" type="submit">查询</button>
</form>
{{#BAD}}
<p class="note" role="alert">{{SENTENCE}}</p>
{{/BAD}}
{{#FOUND}}
<section class="verdict{{#LOOK}} verdict-{{TONE}}{{/LOOK}}" aria-label="查询结果">
<h2>{{WORD}}</h2>
<p>{{NAME}}，{{UNIT}}</p>
{{#ADDRESSEE}}<p class="quiet">对印章有疑问的，请联系综合管理部门：{{SENTENCE}}</p>
{{/ADDRESSEE}}
<p>印章编码 <span class="code">{{SEAL_CODE:x-groups}}</span></p>
{{#IMPORTED}}<p>由其他系统制作，经本系统接收；证书由其他机构签发，状态以本系统的登记和不可信印章清单为准，本系统的证书吊销列表不列它。</p>
{{/IMPORTED}}
<p class="quiet">{{WHEN}} 的状态；国家平台口径：{{NATIONAL}}</p>
</section>
{{#PROOF}}
<details>
<summary>签名的查询答复</summary>
<p>答复由状态服务密钥签名，可用 <a href="/status/query?code={{SEAL_CODE:url_query_escape}}{{#PAST}}&amp;at={{AT:url_query_escape}}{{/PAST}}">机器可读的同一答复</a> 核对。</p>
<pre>{{TEXT}}</pre>
</details>
{{/PROOF}}
{{#UNSIGNED}}
<p class="note">状态服务现在不能签名，以上只是登记簿的记载。</p>
{{/UNSIGNED}}
<h2>状态记录</h2>
<ol class="history">
{{#LINE}}
<li><p><strong>{{STATE}}</strong> <span class="quiet">{{WHEN}}</span></p></li>
{{/LINE}}
</ol>
{{/FOUND}}
{{#SEVERAL}}
<h2>名称相近的印章</h2>
<ul>
{{#ROW}}
<li><a href="/status?q={{SEAL_CODE:url_query_escape}}&amp;day={{DAY:url_query_escape}}&amp;time={{TIME:url_query_escape}}">{{NAME}}</a>，{{UNIT}} <span class="code">{{SEAL_CODE:x-groups}}</span></li>
{{/ROW}}
</ul>
{{#MORE}}<p class="quiet">只列出前 50 枚，请输入更完整的名称。</p>{{/MORE}}
{{/SEVERAL}}
<p><a href="/status/notices">挂失、注销公告</a>　<a href="/status/list/seals.der">电子印章吊销列表</a>　<a href="/status/crl/seals.crl">印章证书吊销列表</a>　<a href="/status/crl/staff.crl">人员证书吊销列表</a></p>
