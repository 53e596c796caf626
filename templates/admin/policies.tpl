{{%AUTOESCAPE context="HTML"}}
<h1>规则与参数</h1>
<p class="lead">现行第 {{VERSION_NO}} 版，地区方案：{{PROFILE}}。修改由一名业务管理员提出、另一名批准，生效即形成新的版本，从那时起适用；办件和决定都记下当时的版本。</p>
{{#FORCE}}
<p class="note" role="alert">{{SENTENCE}}。参数仍按原值执行，法律效力说明改引国家规定；请核对每条规则。</p>
{{/FORCE}}
{{>TASKS}}
<p class="actions">{{#MAY_ASK}}<a class="button" href="/admin/policies/change">修改几条规则</a> {{/MAY_ASK}}<a class="button-back" href="/admin/profiles">地区方案</a> <a class="button-back" href="/admin/policy-requests">全部修改记录</a></p>
<table>
<thead><tr><th scope="col">编号</th><th scope="col">规则</th><th scope="col">现行值</th><th scope="col">默认值</th><th scope="col">说明</th><th scope="col">依据</th></tr></thead>
<tbody>
{{#ROW}}
<tr><td data-label="编号" class="code"><a href="/admin/policy/{{NAME}}">{{NAME}}</a></td><td data-label="规则">{{LABEL}}</td><td data-label="现行值">{{#CHANGED}}<strong>{{VALUE}}</strong>{{/CHANGED}}{{#PLAIN}}{{VALUE}}{{/PLAIN}}{{#PENDING}} <strong class="tag tag-wait">修改中</strong>{{/PENDING}}</td><td data-label="默认值">{{USUAL}}</td><td data-label="说明">{{ABOUT}}</td><td data-label="依据"><ul class="plain">{{#CLAUSE}}<li>{{TEXT}}{{#IN_FORCE}} <small class="quiet">{{PERIOD}}</small>{{/IN_FORCE}}</li>{{/CLAUSE}}</ul></td></tr>
{{/ROW}}
</tbody>
</table>
<p class="quiet">依据的简称：LDT 为 LD/T 01.1—2022《人力资源社会保障电子印章体系 第1部分：总体技术架构》；XY 为《信阳市政务服务电子印章管理暂行办法》（自印发起三年）；GD 为《广东省电子印章管理暂行办法（征求意见稿）》；WH 为《威海市电子印章管理暂行办法》；WHJY 为《威海市公共就业电子签章使用管理办法》。简称后为条款号；T1 至 T7 为本系统的状态表。</p>
