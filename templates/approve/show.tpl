{{%AUTOESCAPE context="HTML"}}
{{>CASE}}
{{#PROPOSED}}
<div class="inset inset-act">
<h2>使用单位尚未核实</h2>
<p>{{SENTENCE}}</p>
{{#NOT_MINE}}<p>本人登记的单位须由其他人员核实。</p>{{/NOT_MINE}}
{{>CONFIRM}}
</div>
{{/PROPOSED}}
<div class="case">
<div class="case-papers">
{{#VIEW}}
<section id="view" aria-labelledby="h-view">
<h2 id="h-view">{{LABEL}}</h2>
<figure class="paper"><a href="{{HREF}}"><img src="{{SRC}}" alt="{{LABEL}}，{{NAME}}，第 {{N}} 页"></a></figure>
<p class="quiet">{{NAME}}，{{SIZE}}{{#PAGES}}，第 {{N}} 页，共 {{COUNT}} 页{{/PAGES}}
{{#PREVIOUS}}<a href="{{HREF}}">上一页</a>{{/PREVIOUS}}
{{#NEXT}}<a href="{{HREF}}">下一页</a>{{/NEXT}}
<a href="{{CLOSE}}">收起</a></p>
</section>
{{/VIEW}}
{{#UNREADABLE}}
<div class="note" id="view"><p>{{SENTENCE}}</p></div>
{{/UNREADABLE}}
{{>ANSWERS_PART}}
{{#CHANGED}}
<section aria-labelledby="h-changed">
<h2 id="h-changed">与上一稿不同之处</h2>
<dl class="facts">
{{#CHANGE}}<dt>{{LABEL}}</dt><dd><del>{{BEFORE}}</del> <ins>{{VALUE}}</ins></dd>
{{/CHANGE}}
</dl>
</section>
{{/CHANGED}}
{{>TAKEOVER_PART}}
{{>MATERIALS_PART}}
{{>IMPRINT_PART}}
</div>
<form method="post" action="{{ACTION}}" novalidate>
<input type="hidden" name="csrf" value="{{CSRF}}">
<input type="hidden" name="rev" value="{{REV}}">
{{>ERRORS}}
{{#CHECKING}}
<h2>逐项核验</h2>
{{#ITEM}}
<fieldset class="check{{#BAD}} field-bad{{/BAD}}" id="f-v_{{NAME}}" tabindex="-1"{{#BAD}} aria-describedby="e-v_{{NAME}}"{{/BAD}}>
<legend>{{LABEL}} <button class="link" type="submit" name="act" value="view-{{ID}}">{{FILE_NAME}}</button></legend>
{{#BAD}}<p class="error" id="e-v_{{NAME}}"><span>错误：</span>{{SENTENCE}}</p>{{/BAD}}
{{#RADIO}}
<label class="choice"><input type="radio" name="v_{{NAME}}" value="{{VALUE}}"{{#CHOSEN}} checked{{/CHOSEN}}> {{LABEL}}</label>
{{/RADIO}}
<details{{#WHY_OPEN}} open{{/WHY_OPEN}}>
<summary>不通过的原因</summary>
<label class="unseen" for="f-p_{{NAME}}">常见问题</label>
<select class="input" id="f-p_{{NAME}}" name="p_{{NAME}}">
<option value="">选择常见问题</option>
{{#CHOICE}}
<option value="{{VALUE}}"{{#CHOSEN}} selected{{/CHOSEN}}>{{LABEL}}</option>
{{/CHOICE}}
</select>
<label class="unseen" for="f-w_{{NAME}}">补充说明</label>
<input class="input" id="f-w_{{NAME}}" name="w_{{NAME}}" value="{{VALUE}}" maxlength="200" placeholder="补充说明">
</details>
{{#JUDGED}}<p class="quiet">{{NAME}} 核验，{{WHEN}}</p>{{/JUDGED}}
</fieldset>
{{/ITEM}}
<div class="field">
<label for="f-remark">申请信息中需要补正的内容<span class="optional">（选填）</span></label>
<p class="hint" id="h-remark">逐条写明哪一项、什么问题；退回补正时与上面的问题一次告知</p>
<textarea class="input" id="f-remark" name="remark" rows="2" maxlength="1000" aria-describedby="h-remark">
{{REMARK:pre_escape}}</textarea>
</div>
{{/CHECKING}}
{{#DECIDES}}
<h2>办理</h2>
<div class="field{{#BAD_NOTE}} field-bad{{/BAD_NOTE}}">
<label for="f-note">意见或理由<span class="optional">（通过时选填）</span></label>
{{#BAD_NOTE}}<p class="error" id="e-note"><span>错误：</span>{{SENTENCE}}</p>{{/BAD_NOTE}}
<textarea class="input" id="f-note" name="note" rows="3" maxlength="1000"{{#BAD_NOTE}} aria-invalid="true" aria-describedby="e-note"{{/BAD_NOTE}}>
{{NOTE:pre_escape}}</textarea>
</div>
{{#FALSIFY}}
<div class="field" id="f-falsified">
<label class="choice"><input type="checkbox" name="falsified" value="1"{{#FALSIFIED}} checked{{/FALSIFIED}}> 认定提供虚假材料</label>
<p class="hint">仅用于不予受理或者不予许可；此后本单位的申领须由监管单位解除后才能提交</p>
</div>
{{/FALSIFY}}
<div class="actions">
{{#DEED}}<button class="button{{#PLAIN}} button-plain{{/PLAIN}}{{#URGENT}} button-urgent{{/URGENT}}" type="submit" name="act" value="{{NAME}}">{{LABEL}}</button>
{{/DEED}}
{{#FINAL}}
<button class="button button-plain" type="submit" name="act" value="{{NAME}}">{{LABEL}}</button>
{{/FINAL}}
{{#SAVING}}<button class="button button-plain" type="submit" name="act" value="save">保存</button>
<button class="button button-plain" type="submit" name="act" value="save-next">保存并下一件</button>{{/SAVING}}
</div>
{{#CANNOT}}
<p class="quiet">{{LABEL}}：暂不可办，{{SENTENCE}}</p>
{{/CANNOT}}
{{/DECIDES}}
{{#NOTHING}}
<h2>办理</h2>
<p class="quiet">{{SENTENCE}}</p>
{{#GO_ON}}<p><a class="button button-plain" href="{{HREF}}">继续填写</a></p>{{/GO_ON}}
{{/NOTHING}}
{{#FOLLOWING}}<p><a class="button button-plain" data-key="n" href="/approve/{{ID}}">下一件：{{NUMBER}}</a></p>
<p class="keys quiet no-print" hidden><span>单键操作：<kbd>n</kbd> 下一件，<kbd>?</kbd> 到这里 </span><button type="button" class="link">关闭单键操作</button></p>
{{/FOLLOWING}}
{{#FEES}}<p class="no-print">费用{{VALUE}}，<a href="{{HREF}}">登记费用</a></p>{{/FEES}}
{{#TO_ISSUE}}<p><a class="button button-plain" href="{{HREF}}">到制章台办理</a></p>{{/TO_ISSUE}}
</form>
</div>
<section aria-labelledby="h-more">
<h2 id="h-more">相关文书</h2>
<ul class="plain">
{{#VERSION}}<li><a href="{{HREF}}">第 {{N}} 稿的申请内容和材料</a></li>
{{/VERSION}}
{{#PAPER}}<li><a href="{{HREF}}">{{LABEL}}</a></li>
{{/PAPER}}
</ul>
{{#REVEAL}}
<details>
<summary>显示经办人的证件和手机号码</summary>
<form class="form" method="post" action="{{ACTION}}">
<input type="hidden" name="csrf" value="{{CSRF}}">
<div class="field">
<label for="f-reason">查看理由</label>
<p class="hint">查看人、时间和理由记入审计</p>
<input class="input" id="f-reason" name="reason" required minlength="2" maxlength="200">
</div>
<div class="actions"><button class="button button-plain" type="submit">显示</button></div>
</form>
</details>
{{/REVEAL}}
</section>
{{>HISTORY_PART}}
