{{%AUTOESCAPE context="HTML"}}
<h1>文件核验结果</h1>
<section class="verdict{{#LOOK}} verdict-{{TONE}}{{/LOOK}}" aria-label="结论">
<h2>{{WORD}}</h2>
<p>{{SENTENCE}}</p>
<p class="quiet">核验时间 {{NOW}}</p>
</section>
<dl class="facts">
<dt>文件</dt><dd>{{NAME}}</dd>
<dt>格式</dt><dd>{{FORMAT}}，按内容识别</dd>
<dt>大小</dt><dd>{{SIZE}}</dd>
<dt>摘要</dt><dd><code class="code">{{DIGEST:x-groups}}</code></dd>
</dl>
{{#STAMP}}
<section>
<h2>第 {{N}} 枚印章：{{SEAL_NAME}}</h2>
<p><strong class="tag tag-{{TONE}}">{{WORD}}</strong></p>
<dl class="facts">
<dt>签章人</dt><dd>{{SIGNER}}</dd>
<dt>印章编码</dt><dd><span class="code">{{SEAL_CODE:x-groups}}</span></dd>
<dt>签章时间</dt><dd>{{WHEN}}<br><span class="quiet">{{SOURCE}}</span></dd>
<dt>位置</dt><dd>{{PLACE}}</dd>
{{#SCOPE}}<dt>签章范围</dt><dd>{{SENTENCE}}</dd>
{{/SCOPE}}{{#WAY}}<dt>加盖方式</dt><dd>{{SENTENCE}}</dd>
{{/WAY}}{{#ORIGIN}}<dt>印章来源</dt><dd>{{SENTENCE}}</dd>
{{/ORIGIN}}{{#MODULE}}<dt>密码模块</dt><dd>{{SENTENCE}}</dd>
{{/MODULE}}{{#AS_OF}}
<dt>状态截至</dt><dd>{{WHEN}}</dd>
{{/AS_OF}}
</dl>
<ul class="axes">
{{#AXIS}}
<li class="{{TONE}}"><span>{{LABEL}}</span><span>{{SENTENCE}}</span><small class="quiet">{{CODE}}　依据 {{CLAUSE}}</small></li>
{{/AXIS}}
</ul>
<details>
<summary>逐项检查</summary>
<ul class="axes">
{{#CHECK}}
<li class="{{TONE}}"><span>{{LABEL}}</span><span>{{STATE}}{{#DETAIL}}：{{SENTENCE}}{{/DETAIL}}</span><small class="quiet">{{CLAUSE}}</small></li>
{{/CHECK}}
</ul>
</details>
</section>
{{/STAMP}}
{{#OTHER}}
<p class="note">文件另有 {{N}} 个其他类型的数字签名，本系统不能核验。</p>
{{/OTHER}}
<p class="note">{{LEGAL}}</p>
<p class="actions no-print"><a class="button button-plain" href="/verify#file">核验另一份文件</a> <a href="/verify/report?kind=forgery&amp;file={{DIGEST:url_query_escape}}">举报疑似伪造</a> <a href="/verify/report?kind=refused&amp;file={{DIGEST:url_query_escape}}">对方不接受</a> <a href="/verify/real">如何识别假网站</a></p>
<p class="quiet">文件没有保存。需要留存结果时，请打印本页，或重新上传并选择“下载核验报告”。</p>
