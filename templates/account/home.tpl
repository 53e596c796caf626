{{%AUTOESCAPE context="HTML"}}
{{#GREETING}}
<h1>{{HEADING}}</h1>
<ul class="counters">
{{#COUNTER}}
<li{{#URGENT}} class="urgent"{{/URGENT}}><a href="{{HREF}}"><strong>{{COUNT}}</strong>{{LABEL}}<small>{{ABOUT}}</small></a></li>
{{/COUNTER}}
</ul>
{{#PENDING}}
<p class="note">您在本单位的岗位还在等待受理机构确认。确认以后会在消息中通知您。</p>
{{/PENDING}}
{{>TASKS}}
{{/GREETING}}
{{#PUBLIC}}
<h1>电子印章在线办理</h1>
<p class="lead">申领、挂失、注销和核验电子印章。</p>
<ul class="doors">
<li>
<h2><a href="/loss">印章丢了，立即挂失</a></h2>
<p>先停用，再补材料。停用立即生效，已盖章的文件不受影响。</p>
<p><a class="button" href="/loss">立即挂失</a></p>
</li>
<li>
<h2><a href="/verify">验真</a></h2>
<p>核验盖章文件，或者输入纸质件上的验证码。不需要登录。</p>
</li>
<li>
<h2><a href="/progress">进度查询</a></h2>
<p>凭办件编号和查询码查看办到了哪一步。</p>
</li>
</ul>
{{/PUBLIC}}
{{#SIX}}
<h2>办理事项</h2>
<ul class="tasks tasks-two">
{{#BUSINESS}}
<li class="task">
{{#LINK}}<a href="{{HREF}}">{{LABEL}}</a>{{/LINK}}{{#PLAIN}}<span>{{LABEL}}</span>{{/PLAIN}}
<span class="task-state{{#CLOSED}} task-over{{/CLOSED}}">{{STATE}}</span>
<span class="task-why">{{ABOUT}}</span>
</li>
{{/BUSINESS}}
</ul>
{{/SIX}}
<p><a href="/account/guide">办事指南</a>：每个事项由谁申请、要哪些材料、多久办完。</p>
{{#PUBLIC}}
<p>第一次办理请先<a href="/account/register">注册经办人</a>；已有账号请<a href="/account/signin">登录</a>。</p>
{{/PUBLIC}}
